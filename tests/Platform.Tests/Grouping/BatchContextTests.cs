using System.Diagnostics;
using Community.Platform.Data;
using Community.Platform.Data.Grouping;

namespace Community.Platform.Tests.Grouping;

/// <summary>A batch belongs to the traces of its calls, and is recorded only if one of them is.</summary>
public sealed class BatchContextTests : IDisposable
{
    private readonly ActivitySource _source = new("Community.Platform.Tests.Batches");
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name is "Community.Platform.Tests.Batches" or "Community.Grouping",
        Sample = static (ref options) =>
            options.Name.StartsWith("left out", StringComparison.Ordinal)
                ? ActivitySamplingResult.PropagationData
                : ActivitySamplingResult.AllDataAndRecorded,
    };

    public BatchContextTests() => ActivitySource.AddActivityListener(_listener);

    [Fact]
    public void ABatchWithARecordedCallIsATraceOfItsOwnThatIsLinkedWithTheCalls()
    {
        var (one, other) = (Call("recorded"), Call("left out"));
        using var batch = BatchContext.Begin([one, null, other]);
        batch.ShouldNotBeNull();
        batch.Links.Select(link => link.Context.SpanId).ShouldBe([one.SpanId, other.SpanId]);
        batch.Recorded.ShouldBeTrue();
        DatabaseExtensions.IsTraced().ShouldBeTrue();
    }

    [Fact]
    public void ABatchWithoutARecordedCallMakesNoSpanAndNorDoItsStatements()
    {
        var (one, other) = (Call("left out 1"), Call("left out 2"));
        BatchContext.Begin([null, one, other]).ShouldBeNull();
        Activity.Current.ShouldBe(one, "logs name its trace");
        DatabaseExtensions.IsTraced().ShouldBeFalse();
    }

    [Fact]
    public void ASingleCallKeepsItsTrace()
    {
        var only = Call("recorded");
        BatchContext.Begin([only]).ShouldBeNull();
        Activity.Current.ShouldBe(only);
        DatabaseExtensions.IsTraced().ShouldBeTrue();
    }

    private Activity Call(string name) => _source.StartActivity(name, ActivityKind.Server, parentContext: default)!;

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }
}
