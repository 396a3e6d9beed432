using System.Diagnostics;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Community.Encoder.Training;

/// <summary>
/// Changes a model step by step (AdamW: Loshchilov and Hutter, Decoupled weight decay regularization, 2019), with a rate that rises shortly
/// and then falls to nothing, and prints how it does.
/// </summary>
internal sealed class Descent : IDisposable
{
    private const double HeadFaster = 10;
    private const double Rising = 0.06;
    private const double Decay = 0.01;

    private readonly EncoderModel _model;
    private readonly double[] _rates;
    private readonly int _steps;
    private readonly TextWriter _output;
    private readonly AdamW _optimizer;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _step;
    private double _error;

    /// <param name="model">The model.</param>
    /// <param name="rate">The highest rate; that of the answers is ten times as high.</param>
    /// <param name="steps">How many steps there will be.</param>
    /// <param name="output">For a line in 200 steps.</param>
    public Descent(EncoderModel model, double rate, int steps, TextWriter output)
    {
        (_model, _rates, _steps, _output) = (model, [rate, rate, rate * HeadFaster], steps, output);
        var groups = model
            .Learned.GroupBy(named =>
                named.Key.StartsWith("head.", StringComparison.Ordinal) ? 2
                : named.Key.EndsWith(".kernel", StringComparison.Ordinal) ? 0
                : 1
            )
            .OrderBy(group => group.Key)
            .Select(group => new AdamW.ParamGroup(
                group.Select(named => named.Value),
                new() { LearningRate = _rates[group.Key], weight_decay = group.Key == 0 ? Decay : 0 }
            ));
        _optimizer = optim.AdamW(groups);
    }

    /// <summary>Makes an error a little smaller.</summary>
    /// <param name="errorOf">Computes it for a batch.</param>
    public void Step(Func<Tensor> errorOf)
    {
        using var scope = NewDisposeScope();
        var share = (double)_step / _steps;
        foreach (var (group, rate) in _optimizer.ParamGroups.Zip(_rates))
        {
            group.LearningRate = rate * Math.Min(share / Rising, (1 - share) / (1 - Rising));
        }

        var error = errorOf();
        _optimizer.zero_grad();
        error.backward();
        _ = nn.utils.clip_grad_norm_(_model.Learned.Select(named => named.Value), 1);
        _optimizer.step();
        _error = (0.99 * _error) + (0.01 * error.item<float>());
        if (++_step % 200 == 0)
        {
            _output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_step} of {_steps} steps, error {_error:F3}, {_watch.Elapsed.TotalSeconds:F0} s"
                )
            );
        }
    }

    public void Dispose() => _optimizer.Dispose();
}
