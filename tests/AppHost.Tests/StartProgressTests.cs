using Community.AppHost.Commands;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>The output during the start of the fleet.</summary>
public sealed class StartProgressTests
{
    private readonly StringWriter _output = new();
    private readonly ExecutableResource[] _resources = [new("alpha", new LaunchSpec("sh")), new("beta", new LaunchSpec("sh"))];

    [Fact]
    public void ElsewhereThanOnATerminalThereArePlainLines()
    {
        using (new StartProgress(_resources, _output, isTerminal: false))
        {
            _resources[0].Become(ResourceState.Starting);
            _resources[0].Become(ResourceState.Running);
        }

        _output.ToString().ShouldMatch(@"^ +\d+\.\d s  alpha          is running\r?\n$");
    }

    [Fact]
    public async Task OnATerminalALineSaysWhichAreWaitedForAndGoesAway()
    {
        var output = TextWriter.Synchronized(_output);
        using (new StartProgress(_resources, output, isTerminal: true))
        {
            _resources[0].Become(ResourceState.Running);
            await Poll.UntilAsync(() =>
            {
                lock (output) // Like the synchronized writer.
                {
                    return _output.ToString().Contains("1 of 2 are running, waiting for beta", StringComparison.Ordinal);
                }
            });
            _resources[1].Become(ResourceState.Running);
        }

        _output.ToString().ShouldContain("beta           is running");
        _output.ToString().ShouldEndWith("\r\e[K");
    }
}
