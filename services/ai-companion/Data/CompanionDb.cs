using Community.Companion.Badges;
using Community.Companion.CheckIns;
using Community.Companion.Conversation;
using Community.Companion.Conversation.Findings;
using Community.Companion.Courses;
using Community.Companion.Opportunities;
using Community.Companion.People;
using Community.Companion.Selling;
using Community.Companion.Streaks;
using Community.People;
using Community.People.Blocks;
using Community.People.Plans;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Data;

internal sealed class CompanionDb(DbContextOptions<CompanionDb> options) : ServiceDbContext(options), IStoresPeople, IStoresBlocks
{
    public override string ServiceName => "ai-companion";

    public static PeopleTable PeopleTable => PeopleColumns.Table;

    public static BlocksTable BlocksTable { get; } = new("SELECT FROM people WHERE id IN ({0}, {1}) AND is_erased FOR SHARE", HasIds: true);

    public DbSet<Person> People => Set<Person>();

    public DbSet<Entitlement> Entitlements => Set<Entitlement>();

    public DbSet<SaleOrder> SaleOrders => Set<SaleOrder>();

    public DbSet<CompanionMessage> Messages => Set<CompanionMessage>();

    public DbSet<SafetyFinding> SafetyFindings => Set<SafetyFinding>();

    public DbSet<Course> Courses => Set<Course>();

    public DbSet<Enrolment> Enrolments => Set<Enrolment>();

    public DbSet<CheckIn> CheckIns => Set<CheckIn>();

    public DbSet<StreakRow> Streaks => Set<StreakRow>();

    public DbSet<BadgeAward> BadgeAwards => Set<BadgeAward>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<Person>();
        model.Entity<Entitlement>().HasKey(entitlement => entitlement.UserId);
        model.Entity<SaleOrder>();
        // The answer is inserted after the message that it answers.
        model
            .Entity<CompanionMessage>()
            .ToTable("companion_messages")
            .HasOne<CompanionMessage>()
            .WithOne()
            .HasForeignKey<CompanionMessage>(message => message.AnswersId);
        model.Entity<SafetyFinding>();
        model.ConfigureCourses();
        model.Entity<CheckIn>();
        model.Entity<StreakRow>().ToTable("streaks").HasKey(streak => streak.UserId);
        model.Entity<BadgeAward>();
        model.Entity<Opportunity>();
    }
}
