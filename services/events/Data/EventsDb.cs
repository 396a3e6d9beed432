using Community.Events.Announcements;
using Community.Events.CheckIn;
using Community.Events.Invitations;
using Community.Events.Mails;
using Community.Events.Moderation;
using Community.Events.People;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.SeatLedger;
using Community.Events.Tickets;
using Community.People;
using Community.People.Blocks;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Data;

internal sealed class EventsDb(DbContextOptions<EventsDb> options) : ServiceDbContext(options), IStoresPeople, IStoresBlocks
{
    public static PeopleTable PeopleTable => PeopleColumns.Table;

    public static BlocksTable BlocksTable { get; } = new("SELECT FROM people WHERE is_erased AND (id = {0} OR (id = {1} AND {3}))");

    public DbSet<CommunityEvent> Events => Set<CommunityEvent>();

    public DbSet<EventSeats> Seats => Set<EventSeats>();

    public DbSet<Registration> Registrations => Set<Registration>();

    public DbSet<SeatLedgerEntry> SeatLedger => Set<SeatLedgerEntry>();

    public DbSet<CheckInStaff> Staff => Set<CheckInStaff>();

    public DbSet<ArrivalAttempt> ArrivalAttempts => Set<ArrivalAttempt>();

    public DbSet<TicketKey> TicketKeys => Set<TicketKey>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<Photo> Photos => Set<Photo>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<EventMail> Mails => Set<EventMail>();

    public DbSet<Block> Blocks => Set<Block>();

    public DbSet<Mute> Mutes => Set<Mute>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<CommunityEvent>(communityEvent =>
        {
            communityEvent.ToTable("events");
            communityEvent.Property(e => e.Version).IsConcurrencyToken();
            communityEvent.Ignore(e => e.IsFree);
        });
        model.Entity<EventSeats>(seats =>
        {
            seats.ToTable("event_seats");
            seats.HasKey(s => s.EventId);
            seats.Ignore(s => s.Remaining);
            seats.HasOne<CommunityEvent>().WithOne().HasForeignKey<EventSeats>(s => s.EventId);
        });
        model.Entity<Mute>().HasKey(mute => mute.SanctionId);
        model.Entity<Registration>().Ignore(r => r.IsActive);
        model.Entity<SeatLedgerEntry>(entry =>
        {
            entry.ToTable("seat_ledger");
            entry.HasKey(e => new { e.EventId, e.Seq });
        });
        model.Entity<EventMail>().ToTable("mail_notices");
        model.Entity<CheckInStaff>(staff =>
        {
            staff.ToTable("check_in_staff");
            staff.HasKey(s => new { s.EventId, s.UserId });
        });
        model.Entity<Photo>().HasQueryFilter(photo => photo.RemovedAt == null);
        model.Entity<Block>().HasKey(block => new { block.BlockerId, block.BlockedId });
    }
}
