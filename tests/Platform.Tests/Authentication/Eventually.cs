using System.Diagnostics;

namespace Community.Platform.Tests.Authentication;

internal static class Eventually
{
    /// <summary>Repeats the check until it holds, for at most 20 seconds.</summary>
    public static async Task IsAsync(Func<Task<bool>> so)
    {
        var asked = Stopwatch.StartNew();
        while (!await so())
        {
            asked.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), "what was waited for did not come");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsAsync(Func<bool> so) => IsAsync(() => Task.FromResult(so()));
}
