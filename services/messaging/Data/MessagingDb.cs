using Community.Messaging.Attachments;
using Community.Messaging.Channels;
using Community.Messaging.Communities;
using Community.Messaging.EventChats;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Messaging.Webhooks;
using Community.People;
using Community.People.Blocks;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Data;

internal sealed class MessagingDb(DbContextOptions<MessagingDb> options) : ServiceDbContext(options), IStoresPeople, IStoresBlocks
{
    public static PeopleTable PeopleTable => PeopleColumns.Table;

    public static BlocksTable BlocksTable { get; } = new();

    public override string ServiceName => "messaging";

    public DbSet<Person> People => Set<Person>();

    public DbSet<KnownCommunity> Communities => Set<KnownCommunity>();

    public DbSet<KnownEvent> Events => Set<KnownEvent>();

    public DbSet<Channel> Channels => Set<Channel>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<LinkKey> LinkKeys => Set<LinkKey>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<Person>();
        model.Entity<KnownCommunity>().ToTable("communities");
        model.Entity<KnownEvent>().ToTable("events");
        model.Entity<Channel>();
        model.Entity<Message>();
        model.Entity<LinkKey>();
        model.Entity<WebhookEndpoint>();
        model.Entity<WebhookEvent>();
        model.Entity<WebhookDelivery>().HasOne<WebhookEvent>().WithMany().HasForeignKey(delivery => delivery.EventId);
        model.Entity<WebhookAttempt>().HasKey(attempt => new { attempt.DeliveryId, attempt.Number });
    }
}
