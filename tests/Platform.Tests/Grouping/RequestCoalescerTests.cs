using System.Diagnostics;
using Community.Platform.Data.Grouping;
using Community.Testing;

namespace Community.Platform.Tests.Grouping;

/// <summary>Requests that arrive while another is running are executed together afterwards.</summary>
public sealed class RequestCoalescerTests
{
    private readonly List<(string Key, IReadOnlyList<int> Calls, TaskCompletionSource End)> _groups = [];
    private readonly RequestCoalescer<string, int, int> _calls;

    public RequestCoalescerTests() => _calls = new(AnswerAsync, most: 3, mostWaiting: 5);

    [Fact]
    public async Task TheFirstIsAnsweredAloneTheOthersTogetherInTheirOrder()
    {
        var answers = Enumerable.Range(1, 6).Select(number => _calls.AskAsync("a", number)).ToArray();
        _groups.Single().Calls.ShouldBe([1]);
        await EndAsync(0);
        await EndAsync(1);
        await EndAsync(2);
        _groups
            .Select(group => group.Calls)
            .ShouldBe([
                [1],
                [2, 3, 4],
                [5, 6],
            ]);
        (await Task.WhenAll(answers)).ShouldBe([10, 20, 30, 40, 50, 60]);
    }

    [Fact]
    public async Task KeysDoNotWaitForOneAnother()
    {
        var (one, other) = (_calls.AskAsync("a", 1), _calls.AskAsync("b", 2));
        await EndAsync(1);
        (await other).ShouldBe(20);
        one.IsCompleted.ShouldBeFalse();
        await EndAsync(0);
        (await one).ShouldBe(10);
    }

    [Fact]
    public async Task AFailureIsOfItsGroupAndTheNextGoesOn()
    {
        var (first, second) = (_calls.AskAsync("a", 1), _calls.AskAsync("a", 2));
        _groups[0].End.SetException(new InvalidOperationException("broken"));
        (await Should.ThrowAsync<InvalidOperationException>(first)).Message.ShouldBe("broken");
        await EndAsync(1);
        (await second).ShouldBe(20);
    }

    [Fact]
    public async Task AFailureThatMayBeOfOneCallFailsNoOther()
    {
        var (groups, gate) = (new List<int[]>(), new TaskCompletionSource());
        var calls = new RequestCoalescer<string, int, int>(
            async (_, group) =>
            {
                groups.Add([.. group]);
                await gate.Task;
                return group.Contains(3) ? throw new FormatException("3")
                    : group.Contains(7) ? throw new TimeoutException("away")
                    : [.. group.Select(call => call * 10)];
            },
            most: 3,
            mayBeOfOne: failure => failure is FormatException
        );

        var answers = Enumerable.Range(1, 7).Select(number => calls.AskAsync("a", number)).ToArray();
        gate.SetResult();

        (await Should.ThrowAsync<FormatException>(answers[2])).Message.ShouldBe("3");
        await Should.ThrowAsync<TimeoutException>(answers[6]);
        (await Task.WhenAll(answers.Where((_, at) => at is not (2 or 4 or 5 or 6)))).ShouldBe([10, 20, 40]);
        groups.ShouldBe(
            [
                [1],
                [2, 3, 4],
                [2],
                [3],
                [4],
                [5, 6, 7],
            ],
            "each alone and in their order; what is not one's own fails for all"
        );
    }

    [Fact]
    public async Task ALineThatIsFullRefusesAndTakesMoreOnceItIsShorter()
    {
        var answers = Enumerable.Range(1, 6).Select(number => _calls.AskAsync("a", number)).ToArray();
        _calls.TryAsk("a", 7, out _).ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(() => _calls.AskAsync("a", 7));
        await EndAsync(0);
        await Poll.UntilAsync(() => _groups.Count == 2);
        _calls.TryAsk("a", 7, out var seventh).ShouldBeTrue();
        await EndAsync(1);
        await EndAsync(2);
        (await seventh!).ShouldBe(70);
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task OfAStormEveryCallIsAnsweredOnceWithItsOwn()
    {
        var running = 0;
        var storm = new RequestCoalescer<int, int, int>(
            async (_, calls) =>
            {
                Interlocked.Increment(ref running).ShouldBeLessThanOrEqualTo(4);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return [.. calls.Select(call => call + 1)];
            },
            most: 7
        );
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20_000),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (number, _) => (await storm.AskAsync(number % 4, number)).ShouldBe(number + 1)
        );
    }

    [Fact]
    public async Task AGroupHasNothingOfTheContextOfItsFirstCaller()
    {
        using var source = new ActivitySource("Community.Platform.Tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name is "Community.Platform.Tests" or "Community.Grouping",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var (caller, seen, gate) = (
            new AsyncLocal<int>(),
            new List<(int Calls, int Caller, Activity? Activity)>(),
            new TaskCompletionSource()
        );
        var calls = new RequestCoalescer<string, int, int>(
            async (_, group) =>
            {
                await gate.Task;
                seen.Add((group.Count, caller.Value, Activity.Current));
                return group;
            },
            most: 3
        );

        var callers = new List<Activity>();
        var answers = Enumerable
            .Range(1, 4)
            .Select(number =>
            {
                caller.Value = number;
                callers.Add(source.StartActivity($"caller {number}", ActivityKind.Internal, parentContext: default)!);
                var answer = calls.AskAsync("a", number);
                callers[^1].Stop();
                return answer;
            })
            .ToArray();
        gate.SetResult();
        await Task.WhenAll(answers);

        seen.Select(group => (group.Calls, group.Caller)).ShouldBe([(1, 0), (3, 0)]);
        // The work of a single call belongs to its trace. Shared work belongs to no call's trace and is linked with all of them.
        seen[0].Activity!.TraceId.ShouldBe(callers[0].TraceId);
        callers.ShouldAllBe(one => one.TraceId != seen[1].Activity!.TraceId);
        seen[1].Activity!.Links.Select(link => link.Context.SpanId).ShouldBe(callers.Skip(1).Select(one => one.SpanId));
    }

    [Fact]
    public async Task ABatchOfCallsThatAreNotRecordedIsNotRecordedAndBelongsToNone()
    {
        using var source = new ActivitySource($"{nameof(RequestCoalescerTests)}.NotRecorded");
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one == source || one.Name == "Community.Grouping",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        var (gate, seen) = (new TaskCompletionSource(), new List<Activity?>());
        var calls = new RequestCoalescer<string, int, int>(
            async (_, numbers) =>
            {
                seen.Add(Activity.Current);
                await gate.Task;
                return [.. numbers];
            },
            most: 10
        );
        List<Activity> callers = [];
        var answers = Enumerable
            .Range(1, 3)
            .Select(number =>
            {
                callers.Add(source.StartActivity($"caller {number}", ActivityKind.Internal, parentContext: default)!);
                var answer = calls.AskAsync("a", number);
                callers[^1].Stop();
                return answer;
            })
            .ToArray();
        gate.SetResult();
        await Task.WhenAll(answers);

        seen[1]!.Recorded.ShouldBeFalse();
        callers.ShouldAllBe(one => one.TraceId != seen[1]!.TraceId);
    }

    private async Task<IReadOnlyList<int>> AnswerAsync(string key, IReadOnlyList<int> calls)
    {
        var end = new TaskCompletionSource();
        _groups.Add((key, calls, end));
        await end.Task;
        return [.. calls.Select(call => call * 10)];
    }

    private async Task EndAsync(int group)
    {
        await Poll.UntilAsync(() => _groups.Count > group);
        _groups[group].End.SetResult();
    }
}
