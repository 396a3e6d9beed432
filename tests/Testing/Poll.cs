using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Community.Testing;

/// <summary>Waits for a condition: asks again and again until a deadline, and never sleeps a fixed time.</summary>
public static class Poll
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    private const double Most = 180;

    /// <summary>
    /// The longest wait for anything that must happen, three minutes: only a failure takes that long. It is no promise of the product: a
    /// slow machine with other work may take half of it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(Most);

    /// <summary>Returns when <paramref name="probe"/> holds.</summary>
    /// <param name="probe">The condition; an exception counts as "not yet".</param>
    /// <param name="seconds">The deadline (default: <see cref="Patience"/>).</param>
    /// <param name="what">The condition's name in the exception; default: the text of the probe.</param>
    /// <exception cref="TimeoutException">It did not hold in time; the last exception of the probe is inside.</exception>
    public static Task UntilAsync(
        Func<Task<bool>> probe,
        double seconds = Most,
        [CallerArgumentExpression(nameof(probe))] string what = ""
    ) => ForAsync(async () => await probe() ? "" : null, seconds, what);

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, double, string)"/>
    public static Task UntilAsync(Func<bool> probe, double seconds = Most, [CallerArgumentExpression(nameof(probe))] string what = "") =>
        ForAsync(() => Task.FromResult(probe() ? "" : null), seconds, what);

    /// <summary>Returns the first answer of <paramref name="probe"/> that is not null.</summary>
    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, double, string)"/>
    public static async Task<T> ForAsync<T>(
        Func<Task<T?>> probe,
        double seconds = Most,
        [CallerArgumentExpression(nameof(probe))] string what = ""
    )
        where T : class
    {
        var watch = Stopwatch.StartNew();
        for (Exception? last = null; ; )
        {
            try
            {
                if (await probe() is { } answer)
                {
                    return answer;
                }

                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }

            if (watch.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"Not within {seconds} s: {what}", last);
            }

            await Task.Delay(Between);
        }
    }
}
