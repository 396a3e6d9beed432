using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Data;

/// <summary>An action registered for after a commit runs once after that commit, and after no other.</summary>
public sealed class AfterCommitTests(TestServers servers) : IAsyncLifetime
{
    private ServiceProvider _services = null!;
    private int _runs;

    public async ValueTask InitializeAsync()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:sample"] = await servers.CreateDatabaseAsync("commit");
        builder.AddServiceDatabase<SampleDb>("sample");
        _services = builder.Services.BuildServiceProvider();
        foreach (var migrator in _services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Migrator>())
        {
            await migrator.StartingAsync(CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task SavingRunsItOnce()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        db.Add(NewNote());
        db.AfterCommit(Run);
        _runs.ShouldBe(0);
        await db.SaveChangesAsync();
        _runs.ShouldBe(1);
        await db.SaveChangesAsync();
        _runs.ShouldBe(1);
    }

    [Fact]
    public async Task ATransactionRunsItAtItsCommitAndNotWhenItSaves()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        await db.InTransactionAsync(async () =>
        {
            db.Add(NewNote());
            db.AfterCommit(Run);
            await db.SaveChangesAsync();
            _runs.ShouldBe(0);
            return 0;
        });
        _runs.ShouldBe(1);
    }

    [Fact]
    public async Task WhatCommitsTooLateForItsReadersIsNotWritten()
    {
        StampedFeed.Overlap.ShouldBeGreaterThan(
            StampedFeed.CommitLimit + TimeSpan.FromSeconds(15),
            "the commit itself may take as long as any statement"
        );
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        await Should.ThrowAsync<TimeoutException>(() =>
            db.InTransactionAsync(async () =>
            {
                db.Add(NewNote());
                db.CommitWithin(TimeSpan.FromMilliseconds(20));
                db.CommitWithin(TimeSpan.FromHours(1));
                await db.SaveChangesAsync();
                await db.Database.ExecuteSqlAsync($"SELECT pg_sleep(0.1)");
            })
        );
        db.ChangeTracker.Clear();
        (await db.Notes.CountAsync()).ShouldBe(0);

        await db.InTransactionAsync(async () =>
        {
            db.Add(NewNote());
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"SELECT pg_sleep(0.1)");
        });
        (await db.Notes.CountAsync()).ShouldBe(1, "the limit was of the unit before");
    }

    [Fact]
    public async Task ARollbackForgetsIt()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            db.AfterCommit(Run);
            await transaction.RollbackAsync();
        }

        await using (await db.Database.BeginTransactionAsync())
        {
            db.AfterCommit(Run); // Disposed without a commit.
        }

        db.Add(NewNote());
        await db.SaveChangesAsync();
        _runs.ShouldBe(0);
    }

    [Fact]
    public async Task AFailedSaveDoesNotRunIt()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        var taken = NewNote();
        db.Add(taken);
        await db.SaveChangesAsync();

        db.Add(taken with { Id = Guid.CreateVersion7() });
        db.AfterCommit(Run);
        await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync());
        _runs.ShouldBe(0);
    }

    [Fact]
    public async Task AFailureInsideALargerTransactionUndoesItsOwnWorkOnly()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = Db(scope);
        var (outer, inner) = (NewNote(), NewNote());
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO notes VALUES ({outer.Id}, {outer.Text})");
            db.AfterCommit(() => _runs += 10);
            await Should.ThrowAsync<DbUpdateException>(() =>
                db.InTransactionAsync(async () =>
                {
                    await db.Database.ExecuteSqlAsync($"INSERT INTO notes VALUES ({inner.Id}, {inner.Text})");
                    db.AfterCommit(Run);
                    db.Add(inner with { Id = Guid.CreateVersion7() });
                    return await db.SaveChangesAsync();
                })
            );
            await transaction.CommitAsync();
        }

        (await db.Notes.AsNoTracking().Select(note => note.Text).ToListAsync()).ShouldBe([outer.Text]);
        _runs.ShouldBe(10);
    }

    [Fact]
    public async Task APooledContextTakesNothingOverFromItsLastUse()
    {
        DbContextId first,
            second;
        await using (var scope = _services.CreateAsyncScope())
        {
            first = Db(scope).ContextId;
            Db(scope).AfterCommit(Run);
        }

        await using (var scope = _services.CreateAsyncScope())
        {
            second = Db(scope).ContextId;
            Db(scope).Add(NewNote());
            await Db(scope).SaveChangesAsync();
        }

        second.InstanceId.ShouldBe(first.InstanceId, "the pool gave another context: this proves nothing");
        _runs.ShouldBe(0);
    }

    private void Run() => _runs++;

    private static SampleDb Db(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<SampleDb>();

    private static Note NewNote() => new(Guid.CreateVersion7(), Guid.CreateVersion7().ToString());
}
