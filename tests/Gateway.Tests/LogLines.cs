using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Community.Gateway.Tests;

/// <summary>A log that keeps its lines. Safe for concurrent use.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    public ConcurrentQueue<string> All { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => All.Enqueue(formatter(state, exception));
}
