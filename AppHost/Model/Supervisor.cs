using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>
/// Keeps one resource running: starts its process when the resources that it waits for are running, watches its health, and starts it again
/// with exponential back-off when it dies. Stop, start and restart are thread safe and may be called at any time.
/// </summary>
internal sealed class Supervisor(SupervisedResource resource, Guardian guardian) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealthyLongEnough = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SoonInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LateInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _one = new(1);
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    /// <summary>The supervised resource.</summary>
    public SupervisedResource Resource => resource;

    /// <summary>Starts the resource unless it is started; returns at once, see <see cref="Resource.RunningAsync"/>.</summary>
    public Task StartAsync() =>
        ExclusivelyAsync(() =>
        {
            Begin();
            return Task.CompletedTask;
        });

    /// <summary>Stops the resource; returns when its processes have ended.</summary>
    public Task StopAsync() => ExclusivelyAsync(EndAsync);

    /// <summary>Stops and starts the resource.</summary>
    public Task RestartAsync() =>
        ExclusivelyAsync(async () =>
        {
            await EndAsync();
            Begin();
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop?.Dispose();
        _one.Dispose();
    }

    private async Task ExclusivelyAsync(Func<Task> action)
    {
        await _one.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            _one.Release();
        }
    }

    private void Begin()
    {
        if (_stop is null)
        {
            _stop = new CancellationTokenSource();
            var token = _stop.Token;
            _loop = Task.Run(() => SuperviseAsync(token), CancellationToken.None);
        }
    }

    private async Task EndAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            await _loop;
            _stop.Dispose();
            _stop = null;
        }
    }

    private async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        try
        {
            while (true)
            {
                resource.Become(ResourceState.Waiting);
                foreach (var other in resource.Waits)
                {
                    await other.RunningAsync(cancellationToken);
                }

                var healthyFor = await RunOnceAsync(cancellationToken);
                pause = healthyFor > HealthyLongEnough ? FirstPause : pause;
                resource.Become(ResourceState.Restarting);
                resource.Restarts++;
                await Task.Delay(pause, cancellationToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, LongestPause.TotalSeconds));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            resource.Problem = null;
            resource.Become(ResourceState.Stopped);
        }
    }

    /// <summary>
    /// Runs the process from start to end; returns how long it was healthy. Throws only when cancelled, after it has stopped the process.
    /// </summary>
    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        resource.Become(ResourceState.Starting);
        ChildProcess? child;
        try
        {
            var spec = await resource.PrepareAsync(cancellationToken);
            child = spec is null ? null : ChildProcess.Start(spec, guardian, resource.Log.Add);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            resource.Problem = exception.Message;
            resource.Log.Add($"AppHost: cannot start {resource.Name}: {exception.Message}");
            return TimeSpan.Zero;
        }

        resource.Pid = child?.Pid;
        resource.StartedAt = TimeProvider.System.GetUtcNow();
        var exited = child?.Exited ?? Task.Delay(Timeout.Infinite, cancellationToken);
        try
        {
            var healthyFor = await WatchHealthAsync(exited, cancellationToken);
            resource.Problem = $"ended with code {await child!.Exited}";
            resource.Log.Add($"AppHost: {resource.Name} (pid {child.Pid}) {resource.Problem}");
            return healthyFor;
        }
        finally
        {
            if (child is not null)
            {
                // Before the process id is cleared: a resource without a process is never reported as running.
                resource.Become(cancellationToken.IsCancellationRequested ? ResourceState.Stopping : ResourceState.Restarting);
                await child.DisposeAsync();
                resource.Pid = null;
            }
        }
    }

    private async Task<TimeSpan> WatchHealthAsync(Task exited, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        long? healthySince = null;
        while (!exited.IsCompleted)
        {
            if (await IsHealthyAsync(becoming: resource.State != ResourceState.Running, cancellationToken))
            {
                healthySince ??= TimeProvider.System.GetTimestamp();
                resource.Problem = null;
                resource.Become(ResourceState.Running);
            }
            else if (resource.State == ResourceState.Running && !exited.IsCompleted)
            {
                resource.Problem ??= "does not answer its health check";
                resource.Become(ResourceState.Unhealthy);
            }

            var interval =
                resource.State == ResourceState.Running ? resource.HealthInterval
                : TimeProvider.System.GetElapsedTime(begin) < Soon ? SoonInterval
                : LateInterval;
            await Task.WhenAny(exited, Task.Delay(interval, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return healthySince is { } since ? TimeProvider.System.GetElapsedTime(since) : TimeSpan.Zero;
    }

    private async Task<bool> IsHealthyAsync(bool becoming, CancellationToken cancellationToken)
    {
        try
        {
            if (!await resource.IsHealthyAsync(cancellationToken))
            {
                return false;
            }

            if (becoming)
            {
                await resource.OnHealthyAsync(cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            resource.Problem = exception.Message;
            return false;
        }
    }
}
