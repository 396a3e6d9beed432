using Community.Platform.Data.Grouping;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Grouping;

/// <summary>Commands that commit together do not fail together if the failure belongs to one of them.</summary>
public sealed class GroupCommitTests(TestServers servers) : IAsyncLifetime
{
    private SampleService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await SampleService.StartAsync(await servers.CreateDatabaseAsync("groups"), await servers.CreateVirtualHostAsync());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("twice")]
    [InlineData("throws")]
    [InlineData("9999-12-31T23:59:59.9999999+14:00 is no date")]
    public async Task OnePoisonCommandFailsAlone(string poison)
    {
        await _service.WithDbAsync(async db =>
        {
            db.Add(new Note(Guid.CreateVersion7(), "twice"));
            await db.SaveChangesAsync();
        });
        using var writer = new Writer(_service.Services.GetRequiredService<IServiceScopeFactory>());
        var texts = Enumerable.Range(0, 256).Select(number => number == 100 ? poison : $"note {number}").ToArray();
        var writing = texts.Select(writer.WriteAsync).ToArray();
        writer.Gate.SetResult();

        await Task.WhenAll(writing)
            .ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        writing.Index().Where(one => one.Item.IsFaulted).Select(one => texts[one.Index]).ShouldBe([poison]);
        (await _service.WithDbAsync(db => db.Notes.CountAsync())).ShouldBe(256, "the one that was there, and 255");
    }

    [Fact]
    public async Task AGroupWhoseDatabaseIsAwayFailsTogether()
    {
        using var writer = new Writer(_service.Services.GetRequiredService<IServiceScopeFactory>());
        var writing = Enumerable.Range(0, 256).Select(number => writer.WriteAsync(number == 100 ? "away" : $"note {number}")).ToArray();
        writer.Gate.SetResult();

        await Task.WhenAll(writing)
            .ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        writing.Count(one => one.IsFaulted).ShouldBe(255, "all but the first, which was alone");
        writer.Groups.ShouldBe(2);
    }

    private sealed class Writer(IServiceScopeFactory scopes) : GroupCommit<SampleDb, int, string, Guid>(scopes, 256), IDisposable
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Groups { get; private set; }

        public Task<Guid> WriteAsync(string text) => AskAsync(1, text);

        public void Dispose() => Gate.TrySetResult();

        protected override async Task<IReadOnlyList<Guid>> ApplyAsync(
            IServiceProvider services,
            SampleDb db,
            int key,
            IReadOnlyList<string> calls
        )
        {
            await Gate.Task;
            Groups++;
            if (calls.Contains("throws"))
            {
                throw new InvalidOperationException("a poison command");
            }

            if (calls.Contains("away"))
            {
                throw new NpgsqlException("The connection is broken.");
            }

            Note[] notes = [.. calls.Select(text => new Note(Guid.CreateVersion7(), text))];
            foreach (var note in notes.Where(note => note.Text.Contains("is no date", StringComparison.Ordinal)))
            {
                await db.Database.ExecuteSqlAsync($"SELECT {note.Text}::timestamptz");
            }

            db.AddRange(notes);
            await db.SaveChangesAsync();
            return [.. notes.Select(note => note.Id)];
        }
    }
}
