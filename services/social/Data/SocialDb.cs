using Community.ServiceDefaults.Data;
using Community.Social.Blocks;
using Community.Social.Communities;
using Community.Social.Connections;
using Community.Social.Feed;
using Community.Social.Follows;
using Community.Social.Membership;
using Community.Social.People;
using Community.Social.Plans;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Data;

internal sealed class SocialDb(DbContextOptions<SocialDb> options) : ServiceDbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    public DbSet<Entitlement> Entitlements => Set<Entitlement>();

    public DbSet<Boost> Boosts => Set<Boost>();

    public DbSet<Connection> Connections => Set<Connection>();

    public DbSet<ConnectionEdge> ConnectionEdges => Set<ConnectionEdge>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<Block> Blocks => Set<Block>();

    public DbSet<Hidden> HiddenFrom => Set<Hidden>();

    public DbSet<CommunityGroup> Communities => Set<CommunityGroup>();

    public DbSet<CommunityMember> Members => Set<CommunityMember>();

    public DbSet<Activity> Activities => Set<Activity>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<Person>();
        model.Entity<Entitlement>().HasKey(entitlement => entitlement.UserId);
        model.Entity<Boost>().HasKey(boost => boost.UserId);
        model.Entity<Connection>();
        model.Entity<ConnectionEdge>().HasKey(edge => new { edge.UserId, edge.OtherId });
        model.Entity<Follow>();
        model.Entity<Block>();
        model.Entity<Hidden>().ToView("hidden_from").HasNoKey();
        model.Entity<CommunityGroup>().ToTable("communities");
        model.Entity<CommunityMember>().ToTable("community_members");
        model.Entity<Activity>();
    }
}
