using System.Collections.Concurrent;
using System.Text;
using Community.Platform.Data;
using Community.Platform.Mail;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Mail;

public sealed class DeliveryTests(TestServers servers) : IAsyncLifetime
{
    private readonly RecordingSender _sender = new();
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await servers.CreateDatabaseAsync("deliveries");
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<DeliverySignal>()
            .AddDbContext<MailDb>(options =>
                options.UseNpgsql(database).UseSnakeCaseNamingConvention().AddInterceptors(CommitInterceptor.Instance)
            )
            .BuildServiceProvider();
        await using var db = Db();
        await db.Db.Database.ExecuteSqlRawAsync(await SchemaAsync());
    }

    [Fact]
    public async Task WhatIsCommittedIsDeliveredAndThenForgotten()
    {
        var id = await PromiseAsync("ada@example.org");
        (await Worker().SendDueAsync()).ShouldBe(1);
        _sender.Sent.ShouldBe([(id, "ada@example.org")]);
        var row = await RowAsync(id);
        row.SentAt.ShouldNotBeNull();
        row.Content.ShouldBeNull();
        (await Worker().SendDueAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task NothingIsDeliveredForAChangeThatIsRolledBack()
    {
        await using (var db = Db())
        {
            await using var transaction = await db.Db.Database.BeginTransactionAsync();
            db.Db.Deliver(new MailMessage("ada@example.org", "Hello", "Text"));
            await db.Db.SaveChangesAsync();
            (await Worker().SendDueAsync()).ShouldBe(0);
            await transaction.RollbackAsync();
        }

        (await Worker().SendDueAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task TheRunningWorkerIsWokenByTheCommitAndStops()
    {
        using var worker = Worker(new() { SweepSeconds = 600 });
        await worker.StartAsync(default);
        await PromiseAsync("one@example.org");
        await Poll.UntilAsync(() => _sender.Sent.Count == 1);
        await using (var db = Db())
        {
            await using var transaction = await db.Db.Database.BeginTransactionAsync();
            db.Db.Deliver(new TextMessage("+491701234567", "Text"));
            await db.Db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await Poll.UntilAsync(() => _sender.Sent.Count == 2);
        await worker.StopAsync(default);
    }

    [Fact]
    public async Task StoppingFinishesWhatIsBeingSent()
    {
        _sender.Hold = new TaskCompletionSource();
        using var worker = Worker();
        var id = await PromiseAsync("ada@example.org");
        await worker.StartAsync(default);
        await Poll.UntilAsync(() => _sender.Trying == 1);
        var stopping = worker.StopAsync(default);
        stopping.IsCompleted.ShouldBeFalse();
        _sender.Hold.SetResult();
        await stopping;
        (await RowAsync(id)).SentAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task ManyWorkersSendEachOnce()
    {
        await using (var db = Db())
        {
            for (var i = 0; i < 100; i++)
            {
                db.Db.Deliver(new MailMessage($"user{i}@example.org", "Hello", "Text"));
            }
            await db.Db.SaveChangesAsync();
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    using var worker = Worker();
                    while (await worker.SendDueAsync() > 0)
                    {
                        // Until nothing is left for this worker.
                    }
                })
        );
        _sender.Sent.Count.ShouldBe(100);
        _sender.Sent.DistinctBy(sent => sent.Id).Count().ShouldBe(100);
    }

    [Fact]
    public async Task AFailureIsTriedAgainLaterAndGivenUpAtLast()
    {
        _sender.Failure = new IOException("down");
        var id = await PromiseAsync("ada@example.org");
        var worker = Worker(new() { MaxAttempts = 3, FirstRetrySeconds = 30 });
        await worker.SendDueAsync();
        (await RowAsync(id)).AvailableAt.ShouldBe(TimeProvider.System.GetUtcNow().AddSeconds(30), TimeSpan.FromSeconds(10));
        (await worker.SendDueAsync()).ShouldBe(0);

        await MakeDueAsync(id);
        await worker.SendDueAsync();
        (await RowAsync(id)).AvailableAt.ShouldBe(TimeProvider.System.GetUtcNow().AddSeconds(60), TimeSpan.FromSeconds(15));
        await MakeDueAsync(id);
        await worker.SendDueAsync();
        var row = await RowAsync(id);
        (row.Attempts, row.SentAt).ShouldBe((3, null));
        row.FailedAt.ShouldNotBeNull();
        row.Content.ShouldNotBeNull();
        await MakeDueAsync(id);
        (await worker.SendDueAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task ARefusalIsNotTriedAgain()
    {
        _sender.Failure = new DeliveryRefusedException("no such mailbox");
        var id = await PromiseAsync("ada@example.org");
        await Worker().SendDueAsync();
        (await RowAsync(id)).FailedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task AServerThatNeverAnswersCostsOneAttempt()
    {
        _sender.Hold = new TaskCompletionSource();
        var id = await PromiseAsync("ada@example.org");
        await Worker(new() { AttemptSeconds = 0.2 }).SendDueAsync();
        var row = await RowAsync(id);
        (row.Attempts, row.SentAt, row.FailedAt).ShouldBe((1, null, null));
    }

    [Fact]
    public async Task WhatADeadInstanceHadClaimedIsSentByAnotherOnceTheLeaseEnds()
    {
        var id = await PromiseAsync("ada@example.org");
        _sender.Hold = new TaskCompletionSource();
        var dead = Worker().SendDueAsync();
        await Poll.UntilAsync(() => _sender.Trying == 1);
        (await Worker().SendDueAsync()).ShouldBe(0);

        await MakeDueAsync(id);
        _sender.Failure = new IOException("down");
        var other = Worker(new() { FirstRetrySeconds = 600 }).SendDueAsync();
        await Poll.UntilAsync(() => _sender.Trying == 2);
        _sender.Hold.SetResult();
        await Task.WhenAll(dead, other);
        (await RowAsync(id)).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task UnreadableContentIsGivenUpAndDelaysNoOther()
    {
        var bad = await PromiseAsync("ada@example.org");
        await using (var db = Db())
        {
            await db.Db.Database.ExecuteSqlAsync($"UPDATE deliveries SET content = '[]' WHERE id = {bad}");
        }
        await PromiseAsync("bob@example.org");
        await Worker().SendDueAsync();
        (await RowAsync(bad)).FailedAt.ShouldNotBeNull();
        _sender.Sent.Single().To.ShouldBe("bob@example.org");
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private async Task<Guid> PromiseAsync(string to)
    {
        await using var db = Db();
        var delivery = db.Db.Deliver(new MailMessage(to, "Hello", "Text"));
        await db.Db.SaveChangesAsync();
        return delivery.Id;
    }

    private async Task<Delivery> RowAsync(Guid id)
    {
        await using var db = Db();
        return await db.Db.Set<Delivery>().AsNoTracking().SingleAsync(d => d.Id == id);
    }

    private async Task MakeDueAsync(Guid id)
    {
        await using var db = Db();
        await db.Db.Database.ExecuteSqlAsync($"UPDATE deliveries SET available_at = now() - interval '1 second' WHERE id = {id}");
    }

    private DeliveryWorker<MailDb> Worker(DeliveryOptions? options = null) =>
        new(
            _services.GetRequiredService<IServiceScopeFactory>(),
            _sender,
            _sender,
            _services.GetRequiredService<DeliverySignal>(),
            Options.Create(options ?? new DeliveryOptions()),
            TimeProvider.System,
            NullLogger<DeliveryWorker<MailDb>>.Instance
        );

    private Scoped Db() => new(_services.CreateAsyncScope());

    private static async Task<string> SchemaAsync()
    {
        var assembly = typeof(Delivery).Assembly;
        await using var stream = assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(n => n.EndsWith("0003_deliveries.sql", StringComparison.Ordinal))
        )!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private sealed class Scoped(AsyncServiceScope scope) : IAsyncDisposable
    {
        public MailDb Db { get; } = scope.ServiceProvider.GetRequiredService<MailDb>();

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }

    internal sealed class MailDb(DbContextOptions<MailDb> options) : ServiceDbContext(options)
    {
        protected override void Configure(ModelBuilder model)
        {
            // Only the platform's own tables.
        }
    }

    /// <summary>The outside world: accepts, hangs or fails as the test sets it.</summary>
    private sealed class RecordingSender : IMailSender, ISmsSender
    {
        private int _trying;

        public ConcurrentQueue<(Guid Id, string To)> Sent { get; } = [];

        public Exception? Failure { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public int Trying => _trying;

        public Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken) => TakeAsync(id, message.To);

        public Task SendAsync(Guid id, TextMessage message, CancellationToken cancellationToken) => TakeAsync(id, message.To);

        private async Task TakeAsync(Guid id, string to)
        {
            Interlocked.Increment(ref _trying);
            if (Hold is { } hold)
            {
                await hold.Task;
            }
            if (Failure is { } failure)
            {
                throw failure;
            }
            Sent.Enqueue((id, to));
        }
    }
}
