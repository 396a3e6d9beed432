namespace Community.StripeSandbox.Tests.Harness;

/// <summary>A sandbox with a receiver for one class, whose tests change its switches: each test begins with a fresh one.</summary>
public sealed class OwnSandbox : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new();

    public SandboxProcess Process => _sandbox.Process;

    public WebhookReceiver Receiver => _sandbox.Receiver;

    public ValueTask InitializeAsync() => _sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>Everything as at the start, and nothing of an earlier test on its way.</summary>
    public async ValueTask ResetAsync()
    {
        await Process.ControlAsync("DELETE", "state");
        await Testing.Poll.UntilAsync(async () => (await Process.ControlAsync("GET", "webhooks/pending"))["pending"]!.GetValue<int>() == 0);
        Receiver.Clear();
    }
}
