using Community.ServiceDefaults.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Data;

internal sealed class SocialDb(DbContextOptions<SocialDb> options) : ServiceDbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    protected override void Configure(ModelBuilder model) => model.Entity<Person>();
}
