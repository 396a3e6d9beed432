using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Storage;

public sealed class S3ObjectStoreTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, (byte[] Content, string Type)> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _unsigned = [];
    private WebApplication _server = null!;
    private S3ObjectStore _store = null!;
    private int _failWith;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _store = StoreAt(_server.Urls.Single());
    }

    [Fact]
    public async Task WhatIsPutIsGotFoundListedAndDeleted()
    {
        var put = await _store.PutAsync("pictures/a/1.jpg", new UnseekableStream("hello"), "image/jpeg", 100);
        put.Length.ShouldBe(5);
        await using (var got = (await _store.GetAsync("pictures/a/1.jpg")).ShouldNotBeNull())
        {
            got.About.ShouldBe(put);
            (await new StreamReader(got.Content).ReadToEndAsync()).ShouldBe("hello");
        }

        (await _store.FindAsync("pictures/a/1.jpg")).ShouldBe(put);
        for (var i = 2; i <= 5; i++)
        {
            await _store.PutAsync($"pictures/a/{i}.jpg", new UnseekableStream("x"), "image/jpeg", 100);
        }
        (await _store.ListAsync("pictures/a/").ToListAsync()).Count.ShouldBe(5); // Three pages of two.
        (await _store.DeleteAllAsync("pictures/a/")).ShouldBe(5);
        (await _store.GetAsync("pictures/a/1.jpg")).ShouldBeNull();
        (await _store.FindAsync("pictures/a/1.jpg")).ShouldBeNull();
        await _store.DeleteAsync("pictures/a/1.jpg");
        _unsigned.ShouldBeEmpty();
    }

    [Fact]
    public async Task TooMuchIsRefusedBeforeAnythingIsSent()
    {
        (
            await Should.ThrowAsync<ObjectStoreException>(() => _store.PutAsync("a", new UnseekableStream("123456"), "image/png", 5))
        ).StatusCode.ShouldBe(413);
        _objects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(403, 503)]
    [InlineData(500, 503)]
    [InlineData(507, 507)]
    public async Task AFailureOfTheServerIsNoMissingObject(int fails, int status)
    {
        _failWith = fails;
        (
            await Should.ThrowAsync<ObjectStoreException>(() => _store.PutAsync("a", new UnseekableStream("x"), "image/png", 5))
        ).StatusCode.ShouldBe(status);
        await Should.ThrowAsync<ObjectStoreException>(() => _store.GetAsync("a"));
    }

    [Fact]
    public async Task AServerThatIsNotThereIsUnavailable()
    {
        await _server.StopAsync();
        (await Should.ThrowAsync<ObjectStoreException>(() => _store.FindAsync("a"))).StatusCode.ShouldBe(503);
    }

    [Fact]
    public void ExactlyOneStoreMustBeConfigured()
    {
        var folder = Directory.CreateTempSubdirectory("community-store-").FullName;
        Should.Throw<OptionsValidationException>(() => Configured([]));
        Should.Throw<OptionsValidationException>(() => Configured(new() { ["Storage:Folder"] = folder, ["Storage:S3:Bucket"] = "b" }));
        Should
            .Throw<OptionsValidationException>(() => Configured(new() { ["Storage:S3:Bucket"] = "b" }))
            .Message.ShouldContain("Storage:S3:Endpoint");
        Configured(new() { ["Storage:Folder"] = folder }).ShouldBeOfType<FolderObjectStore>();
        Configured(
                new()
                {
                    ["Storage:S3:Endpoint"] = "http://127.0.0.1:1",
                    ["Storage:S3:Bucket"] = "b",
                    ["Storage:S3:AccessKey"] = "k",
                    ["Storage:S3:SecretKey"] = "s",
                }
            )
            .ShouldBeOfType<S3ObjectStore>();
        Directory.Delete(folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
    }

    private static S3ObjectStore StoreAt(string url) =>
        new(
            new S3Options
            {
                Endpoint = url,
                Bucket = "bucket",
                AccessKey = "key",
                SecretKey = "secret",
                TimeoutSeconds = 5,
            },
            new SpoolSpace()
        );

    private static IObjectStore Configured(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddObjectStorage();
        return builder.Services.BuildServiceProvider().GetRequiredService<IObjectStore>();
    }

    /// <summary>The part of S3's protocol that the store uses. It checks that each request is signed over its content.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.ToArray()));
        if (
            !request.Headers.Authorization.ToString().StartsWith("AWS4-HMAC-SHA256 Credential=key/", StringComparison.Ordinal)
            || request.Headers["x-amz-content-sha256"] != hash
        )
        {
            _unsigned.Enqueue($"{request.Method} {request.Path}");
        }
        if (_failWith != 0)
        {
            context.Response.StatusCode = _failWith;
            return;
        }

        var key = request.Path.Value!["/bucket".Length..].TrimStart('/');
        switch (request.Method)
        {
            case "PUT":
                _objects[key] = (body.ToArray(), request.ContentType!);
                context.Response.Headers.ETag = $"\"{hash[..32]}-1\"";
                break;
            case "DELETE":
                _objects.TryRemove(key, out _);
                context.Response.StatusCode = 204;
                break;
            case "GET" when key.Length == 0:
                await ListAsync(context);
                break;
            default:
                await ReadAsync(context, key);
                break;
        }
    }

    private async Task ReadAsync(HttpContext context, string key)
    {
        if (!_objects.TryGetValue(key, out var found))
        {
            context.Response.StatusCode = 404;
            if (context.Request.Method == "GET")
            {
                await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code></Error>");
            }
            return;
        }

        context.Response.ContentType = found.Type;
        context.Response.ContentLength = found.Content.Length;
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(found.Content))[..32]}-1\"";
        if (context.Request.Method == "GET")
        {
            await context.Response.Body.WriteAsync(found.Content);
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var (prefix, after) = (context.Request.Query["prefix"].ToString(), context.Request.Query["continuation-token"].ToString());
        var keys = _objects
            .Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        var page = keys.Take(2).ToList();
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(
            $"<ListBucketResult><IsTruncated>{(keys.Count > 2 ? "true" : "false")}</IsTruncated>"
                + (keys.Count > 2 ? $"<NextContinuationToken>{page[^1]}</NextContinuationToken>" : "")
                + string.Concat(page.Select(key => $"<Contents><Key>{key}</Key><Size>1</Size></Contents>"))
                + "</ListBucketResult>"
        );
    }

    private sealed class UnseekableStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
