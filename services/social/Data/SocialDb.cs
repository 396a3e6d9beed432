using Community.People;
using Community.People.Plans;
using Community.Platform.Data;
using Community.Social.Blocks;
using Community.Social.Communities;
using Community.Social.Connections;
using Community.Social.Feed;
using Community.Social.Follows;
using Community.Social.Membership;
using Community.Social.Moderation;
using Community.Social.Moderation.Rules;
using Community.Social.PaidAccess;
using Community.Social.People;
using Community.Social.Plans;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Data;

internal sealed class SocialDb(DbContextOptions<SocialDb> options) : ServiceDbContext(options), IStoresPeople
{
    public override string ServiceName => "social";

    public static PeopleTable PeopleTable => PeopleColumns.Table;

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

    public DbSet<CommunityBan> Bans => Set<CommunityBan>();

    public DbSet<JoinRequest> JoinRequests => Set<JoinRequest>();

    public DbSet<CommunityInvitation> Invitations => Set<CommunityInvitation>();

    public DbSet<OpenInvitation> OpenInvitations => Set<OpenInvitation>();

    public DbSet<JoinLink> JoinLinks => Set<JoinLink>();

    public DbSet<AccessOrder> AccessOrders => Set<AccessOrder>();

    public DbSet<AccessGrant> AccessGrants => Set<AccessGrant>();

    public DbSet<Activity> Activities => Set<Activity>();

    public DbSet<ModerationCase> ModerationCases => Set<ModerationCase>();

    public DbSet<Report> Reports => Set<Report>();

    public DbSet<ModerationDecision> ModerationDecisions => Set<ModerationDecision>();

    public DbSet<ModerationNote> ModerationNotes => Set<ModerationNote>();

    public DbSet<Sanction> Sanctions => Set<Sanction>();

    public DbSet<Appeal> Appeals => Set<Appeal>();

    public DbSet<StoredRule> ModerationRules => Set<StoredRule>();

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
        model.Entity<CommunityBan>().ToTable("community_bans");
        model.Entity<JoinRequest>().ToTable("community_requests");
        model.Entity<CommunityInvitation>().ToTable("community_invitations");
        model.Entity<OpenInvitation>().ToView("open_invitations").HasNoKey();
        model.Entity<JoinLink>().ToTable("community_links");
        model.Entity<AccessOrder>();
        model.Entity<AccessGrant>().HasKey(grant => new { grant.CommunityId, grant.UserId });
        model.Entity<Activity>();
        model.Entity<ModerationCase>();
        model.Entity<Report>();
        model.Entity<ModerationDecision>();
        model.Entity<ModerationNote>().HasKey(note => note.DecisionId);
        model.Entity<Sanction>();
        model.Entity<Appeal>();
        model.Entity<StoredRule>();
    }
}
