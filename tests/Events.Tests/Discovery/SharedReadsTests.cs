using Community.Events.Discovery;

namespace Community.Events.Tests.Discovery;

public sealed class SharedReadsTests
{
    private readonly SharedReads<int> _reads = new();
    private readonly List<TaskCompletionSource<int>> _asked = [];

    [Fact]
    public async Task ACallDuringAnAnswerSharesTheNext()
    {
        var first = AskAsync("a");
        var (second, third) = (AskAsync("a"), AskAsync("a"));
        var other = AskAsync("b");
        _asked.Count.ShouldBe(2);

        _asked[0].SetResult(1);
        (await first).ShouldBe(1);
        await Testing.Poll.UntilAsync(() => _asked.Count == 3);
        second.IsCompleted.ShouldBeFalse("that answer began before it was asked for");
        _asked[2].SetResult(2);
        (await second, await third).ShouldBe((2, 2));
        _asked[1].SetResult(3);
        (await other).ShouldBe(3);

        var later = AskAsync("a");
        await Testing.Poll.UntilAsync(() => _asked.Count == 4);
        _asked[3].SetResult(4);
        (await later).ShouldBe(4);
    }

    [Fact]
    public async Task AFailureReachesOnlyTheCallsThatSharedIt()
    {
        var (first, second) = (AskAsync("a"), AskAsync("a"));
        _asked[0].SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(first);
        await Testing.Poll.UntilAsync(() => _asked.Count == 2);
        _asked[1].SetResult(2);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task ACancelledCallDoesNotCancelTheOthers()
    {
        using var giveUp = new CancellationTokenSource();
        var (first, second) = (AskAsync("a", giveUp.Token), AskAsync("a", giveUp.Token));
        var third = AskAsync("a");
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(second);
        _asked[0].SetResult(1);
        await Testing.Poll.UntilAsync(() => _asked.Count == 2);
        _asked[1].SetResult(2);
        (await third).ShouldBe(2);
    }

    private Task<int> AskAsync(string question, CancellationToken cancellationToken = default) =>
        _reads.ReadAsync(
            question,
            () =>
            {
                var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                _asked.Add(answer);
                return answer.Task;
            },
            cancellationToken
        );
}
