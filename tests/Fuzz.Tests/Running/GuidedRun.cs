using System.Diagnostics;

namespace Community.Fuzz.Tests.Running;

/// <summary>
/// Runs a target on mutated inputs and keeps each input that reaches something new (coverage guidance like AFL's, in one process: nothing
/// has to be installed). Works only in a process whose assemblies <see cref="Instrumentation"/> has changed.
/// </summary>
internal sealed class GuidedRun(Target target, CoverageMap map)
{
    /// <summary>An input that runs this long is assumed to never end. The parsers need microseconds to milliseconds.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(20);

    private readonly List<byte[]> _inputs = [];
    private byte[] _current = [];
    private long _began;

    /// <summary>Runs for a while.</summary>
    /// <param name="time">The duration.</param>
    /// <param name="seed">The seed of the mutations.</param>
    /// <param name="keep">Whether the target's corpus is replaced by the smallest inputs with the same coverage.</param>
    /// <returns>One sentence.</returns>
    /// <exception cref="FuzzException">An input for which the target fails; it is also written below
    /// <see cref="Corpus.Artifacts"/>.</exception>
    public string Run(TimeSpan time, int seed, bool keep)
    {
        var corpus = Corpus.Read(target);
        // Code that runs once in a process (static fields) is not caused by the input.
        corpus.ForEach(target.Check);
        using var watch = new Timer(_ => EndIfEndless(), null, Endless, TimeSpan.FromSeconds(1));
        corpus.ForEach(Try);
        if (_inputs.Count == 0)
        {
            throw new InvalidOperationException($"{target.Name} reaches no instrumented code.");
        }

        var mutator = new Mutator(seed, target.Tokens, target.MaxLength);
        var clock = Stopwatch.StartNew();
        var runs = 0L;
        for (; clock.Elapsed < time; runs++)
        {
            Try(mutator.Next(_inputs));
        }

        Volatile.Write(ref _began, 0);
        if (keep)
        {
            Corpus.Replace(target, Minimal());
        }

        return $"{target.Name}: {runs} runs, {map.Edges} edges, {_inputs.Count} inputs, no failure.";
    }

    private void Try(byte[] input)
    {
        map.Clear();
        _current = input;
        Volatile.Write(ref _began, Stopwatch.GetTimestamp());
        try
        {
            target.Check(input);
        }
        catch (FuzzException)
        {
            Corpus.Add(Path.Combine(Corpus.Artifacts, "failures", target.Name), input);
            throw;
        }

        if (map.HasNews())
        {
            _inputs.Add(input);
        }
    }

    /// <summary>The fewest and shortest inputs that have the coverage of all of them; without the seeds, which are in every run.</summary>
    private List<byte[]> Minimal()
    {
        var reached = target.SeedInputs.SelectMany(FeaturesOf).ToHashSet();
        var left = _inputs.Select(input => (Input: input, Features: FeaturesOf(input))).ToList();
        var kept = new List<byte[]>();
        while (kept.Count < Corpus.MaxInputs && left.Count > 0)
        {
            left.ForEach(one => one.Features.ExceptWith(reached));
            left.RemoveAll(one => one.Features.Count == 0);
            if (left.Count > 0)
            {
                var best = left.OrderByDescending(one => one.Features.Count).ThenBy(one => one.Input.Length).First();
                kept.Add(best.Input);
                reached.UnionWith(best.Features);
            }
        }

        return kept;
    }

    private HashSet<int> FeaturesOf(byte[] input)
    {
        map.Clear();
        target.Check(input);
        return map.Features();
    }

    private void EndIfEndless()
    {
        var began = Volatile.Read(ref _began);
        if (began != 0 && Stopwatch.GetElapsedTime(began) > Endless)
        {
            var file = Corpus.Add(Path.Combine(Corpus.Artifacts, "failures", target.Name), _current);
            Console.Error.WriteLine($"{target.Name} does not end on an input: {file}");
            Environment.Exit(1);
        }
    }
}
