using System.Diagnostics;

namespace Community.Gateway.Tests;

internal static class Eventually
{
    /// <summary>Repeats the check until it is true; fails after <paramref name="seconds"/>.</summary>
    public static async Task IsAsync(Func<Task<bool>> condition, double seconds = 20)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.TotalSeconds.ShouldBeLessThan(seconds, "it never became true");
            await Task.Delay(25);
        }
    }
}
