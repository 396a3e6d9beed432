using System.Net;
using Community.Platform.Access.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Owners;

/// <summary>The result for a reader when the owner answers, fails, hangs or is away.</summary>
public sealed class OwnerClientTests : IAsyncLifetime
{
    private readonly Queue<HttpStatusCode> _answers = new();
    private WebApplication _owner = null!;
    private ServiceProvider _reader = null!;
    private TaskCompletionSource? _gate;
    private int _asked;

    private OwnerClient Lookup => _reader.GetRequiredService<OwnerClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _owner = builder.Build();
        _owner.Run(AnswerAsync);
        await _owner.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["services:owner:http:0"] = _owner.Urls.First(),
                        ["services:none:http:0"] = "http://127.0.0.1:9",
                        ["Fleet:Key"] = new string('k', 64),
                    }
                )
                .Build()
        );
        // Twice, like two features of one service.
        services.AddLogging().AddOwnerClient("owner", "none").AddOwnerClient("owner");
        _reader = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        _gate?.TrySetResult();
        await _reader.DisposeAsync();
        await _owner.DisposeAsync();
    }

    [Fact]
    public async Task AnAnswerIsReadAndAMissingObjectIsNull()
    {
        (await Lookup.AskAsync<Thing>("owner", "/thing")).ShouldBe((false, new Thing("a")));
        _answers.Enqueue(HttpStatusCode.NotFound);
        (await Lookup.AskAsync<Thing>("owner", "/thing")).ShouldBe((false, null));
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task AFailureIsTriedAgainTwiceAndNoMore()
    {
        Fail(2);
        (await Lookup.FindAsync<Thing>("owner", "/thing")).ShouldBe(new Thing("a"));
        _asked.ShouldBe(3);
        Fail(9);
        (await Lookup.AskAsync<Thing>("owner", "/thing")).ShouldBe((true, null));
        _asked.ShouldBe(6);
    }

    [Fact]
    public async Task WhatAnOwnerIsToldIsToldAgain()
    {
        Fail(1);
        (await Lookup.SendAsync("owner", "/thing", new Thing("b"))).ShouldBeTrue();
        _asked.ShouldBe(2);
        (await Lookup.SendAsync("none", "/thing", new Thing("b"))).ShouldBeFalse();
    }

    [Fact]
    public async Task AnOwnerThatIsNotThereIsAwayAndSoonNotAskedAtAll()
    {
        for (var call = 0; call < 5; call++)
        {
            Fail(3);
            (await Lookup.AskAsync<Thing>("owner", "/thing")).ShouldBe((true, null));
        }

        _asked.ShouldBe(10, "the circuit opens after ten failures");
        (await Lookup.AskAsync<Thing>("none", "/thing")).ShouldBe((true, null));
    }

    [Fact]
    public async Task AnOwnerThatHangsIsAwayAndSoonNotAskedAtAll()
    {
        _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Lookup.AskAsync<Thing>("owner", "/thing")));
        calls.ShouldAllBe(call => call.IsAway);
        var asked = _asked;
        (await Lookup.AskAsync<Thing>("owner", "/thing")).ShouldBe((true, null));
        _asked.ShouldBe(asked);
    }

    [Fact]
    public async Task AnAbortedCallEndsAsCancelled()
    {
        _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaves = new CancellationTokenSource();
        var pending = Lookup.FindAsync<Thing>("owner", "/thing", leaves.Token);
        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pending);
    }

    private void Fail(int times)
    {
        _answers.Clear();
        for (var time = 0; time < times; time++)
        {
            _answers.Enqueue(HttpStatusCode.InternalServerError);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (_gate is { } gate)
        {
            await gate.Task;
        }

        if (_answers.TryDequeue(out var status))
        {
            context.Response.StatusCode = (int)status;
            return;
        }

        await context.Response.WriteAsJsonAsync(new Thing("a"));
    }

    private sealed record Thing(string Name);
}
