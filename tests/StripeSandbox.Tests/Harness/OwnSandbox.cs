namespace Community.StripeSandbox.Tests.Harness;

/// <summary>A sandbox with a receiver for one class whose tests change its switches: each test begins with a fresh one.</summary>
public sealed class OwnSandbox : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new();

    public SandboxProcess Process => _sandbox.Process;

    public WebhookReceiver Receiver => _sandbox.Receiver;

    public ValueTask InitializeAsync() => _sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>Resets everything to the state at the start, without events of an earlier test on their way.</summary>
    public async ValueTask ResetAsync()
    {
        await Process.ControlAsync("DELETE", "state");
        await Testing.Poll.UntilAsync(async () => (await Process.ControlAsync("GET", "webhooks/pending"))["pending"]!.GetValue<int>() == 0);
        Receiver.Clear();
    }
}
