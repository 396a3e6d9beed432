using Community.Companion.Tests.Words;
using Community.Companion.Words;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Community.Companion.Tests.Meaning.Found;

namespace Community.Companion.Tests.Meaning;

public sealed class EmbeddingTests(TestServers servers)
{
    [Fact]
    public async Task WhileTheEndpointIsAwayWordsFindAndWhatWasWrittenIsEmbeddedLater()
    {
        await using var stub = await StubEndpoint.StartAsync();
        stub.IsAway = true;
        await using var companion = new CompanionApplication(servers);
        companion.Settings["Companion:Embeddings:Endpoint"] = stub.Address;
        companion.Settings["Companion:Embeddings:ApiKey"] = "secret";
        companion.Settings["Companion:Embeddings:Dimensions"] = "64";
        await companion.InitializeAsync();
        var caller = await companion.PersonAsync();
        var walks = Group("Grief Walks", "For those who have lost somebody.");
        await companion.PublishAsync(walks);

        await companion.UntilFoundAsync(caller, "grief", walks.CommunityId);
        (await companion.SearchAsync(caller, "grief")).FoundBy.ShouldBe("words");
        (await companion.FindsAsync(caller, "bereavement", walks.CommunityId)).ShouldBeFalse();
        stub.IsAway = false;

        // The circuit breaker and the pause after a failure must end first.
        await Poll.UntilAsync(() => companion.FindsAsync(caller, "bereavement", walks.CommunityId));
        (await companion.SearchAsync(caller, "bereavement")).FoundBy.ShouldBe("meaning_and_words");
    }

    [Fact]
    public async Task WhatAFormerModelEmbeddedIsEmbeddedAgain()
    {
        await using var companion = new CompanionApplication(servers);
        await companion.InitializeAsync();
        var caller = await companion.PersonAsync();
        var walks = Group("Grief Walks", "For those who have lost somebody.");
        await companion.PublishAsync(walks);
        await companion.UntilFoundAsync(caller, "bereavement", walks.CommunityId);

        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE meaning_items SET model = 'former/8', vector = '\x0000000000000000'::bytea, claimed_until = NULL,
                    changed_in = pg_current_xact_id() WHERE id = {walks.CommunityId}
                """
            )
        );

        var model = companion.Service<IEmbedder>().Model;
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""SELECT model = {model} AND length(vector) = 768 AS "Value" FROM meaning_items WHERE id = {walks.CommunityId}"""
                    )
                    .SingleAsync()
            )
        );
        await companion.UntilFoundAsync(caller, "bereavement", walks.CommunityId);
    }

    [Fact]
    public async Task AnInstanceOfAnotherModelLeavesANewVectorForAWhile()
    {
        await using var companion = new CompanionApplication(servers);
        await companion.InitializeAsync();
        var (walks, dances) = (Group("Grief Walks", "For those who have lost somebody."), Group("Folk Dances", "Every Friday."));
        var caller = await companion.PersonAsync();
        await companion.PublishAsync(walks);
        await companion.UntilFoundAsync(caller, "bereavement", walks.CommunityId);

        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE meaning_items SET model = 'other/8' WHERE id = {walks.CommunityId}")
        );

        // Another item shows that the work has gone on meanwhile.
        await companion.PublishAsync(dances);
        await Poll.UntilAsync(async () => await ModelOfAsync(dances) == companion.Service<IEmbedder>().Model);
        (await ModelOfAsync(walks)).ShouldBe("other/8");
        await companion.PublishAsync(Updated(walks, 2, "Walks for widows."));
        await Poll.UntilAsync(async () => await ModelOfAsync(walks) == companion.Service<IEmbedder>().Model);

        Task<string?> ModelOfAsync(CommunityCreated group) =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<string>($"""SELECT model AS "Value" FROM meaning_items WHERE id = {group.CommunityId}""")
                    .SingleOrDefaultAsync()
            );
    }

    [Fact]
    public async Task AVectorOfFormerWordsIsNotWritten()
    {
        var slow = new SlowEmbedder();
        await using var companion = new CompanionApplication(servers) { With = services => services.AddSingleton<IEmbedder>(slow) };
        await companion.InitializeAsync();
        var walks = Group("Grief Walks", "Before");
        await companion.PublishAsync(walks);
        await slow.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await companion.PublishAsync(Updated(walks, 2, "After"));
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT text LIKE 'After%' AS "Value" FROM meaning_items WHERE id = {walks.CommunityId}""")
                    .SingleAsync()
            )
        );
        slow.Release();

        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT model = 'slow' AS "Value" FROM meaning_items WHERE id = {walks.CommunityId}""")
                    .SingleAsync()
            )
        );
        slow.Embedded.Last(text => text.StartsWith("Grief", StringComparison.Ordinal)).ShouldContain("After");
    }

    /// <summary>Holds its first answer back until it is released.</summary>
    private sealed class SlowEmbedder : IEmbedder
    {
        private readonly TaskCompletionSource _asked = new();
        private readonly TaskCompletionSource _released = new();
        private readonly WordEmbedder _words = new();

        public string Model => "slow";

        public Task Asked => _asked.Task;

        public List<string> Embedded { get; } = [];

        public void Release() => _released.TrySetResult();

        public async ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            lock (Embedded)
            {
                Embedded.AddRange(texts);
            }

            return [.. texts.Select(_words.Embed)];
        }
    }
}
