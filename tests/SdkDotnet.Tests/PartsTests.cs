using Community.Sdk;
using Community.Sdk.Testing;

namespace Community.SdkDotnet.Tests;

/// <summary>Uploads in parts, and their resume after a cut.</summary>
public sealed class PartsTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;
    private readonly FakeServer _server = new();
    private CommunityClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = _server.Client();
        await _client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" });
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task ALargeFileIsUploadedInPartsByTheUsualMethod()
    {
        var progress = new Recorded();
        var file = await _client.Attachments.UploadAsync(
            new byte[9 * MiB],
            new() { Name = "café.txt", Alt = "A café" },
            new() { Progress = progress }
        );
        (file.Name, file.Alt, file.ByteCount).ShouldBe(("café.txt", "A café", 9 * MiB));
        progress.All[^1].ShouldBe(new UploadProgress(9 * MiB, 9 * MiB));
        progress.All.ShouldBe(progress.All.OrderBy(one => one.Sent));
    }

    [Fact]
    public async Task AfterACutItGoesOnWhereItWas()
    {
        _server.CutUploadAfter(3 * MiB);
        using var stream = new MemoryStream(new byte[(5 * MiB) + 7]);
        stream.Position = 7;
        (await _client.Attachments.UploadAsync(stream)).ByteCount.ShouldBe(5 * MiB);
    }

    [Fact]
    public async Task ARestartedProgramGoesOnWithTheUploadsId()
    {
        var begun = Guid.Empty;
        _server.CutUploadAfter(40_000);
        await Should.ThrowAsync<ConnectionFailedException>(() =>
            _client.Attachments.UploadInPartsAsync(
                new byte[100_000],
                new() { Name = "a.txt" },
                new()
                {
                    OnBegun = id => begun = id,
                    Call = new() { MaxRetries = 0 },
                }
            )
        );
        var progress = new Recorded();
        var file = await _client.Attachments.UploadInPartsAsync(
            new byte[100_000],
            options: new()
            {
                UploadId = begun,
                Call = new() { Progress = progress },
            }
        );
        (file.Name, file.ByteCount).ShouldBe(("a.txt", 100_000));
        progress.All[0].Sent.ShouldBeGreaterThan(40_000);
        (await _client.Attachments.UploadInPartsAsync(new byte[100_000], options: new() { UploadId = begun })).Id.ShouldBe(file.Id);
        await Should.ThrowAsync<ArgumentException>(() =>
            _client.Attachments.UploadInPartsAsync(new byte[5], options: new() { UploadId = begun })
        );
        await Should.ThrowAsync<NotFoundException>(() =>
            _client.Attachments.UploadInPartsAsync(new byte[5], options: new() { UploadId = Guid.CreateVersion7() })
        );
    }

    [Fact]
    public async Task CutsWithoutProgressEndIt()
    {
        _server.CutUploadAfter(0);
        (await _client.Attachments.UploadInPartsAsync(new byte[10], options: new() { Call = new() { MaxRetries = 1 } })).ByteCount.ShouldBe(
            10
        );
        await Should.ThrowAsync<ConnectionFailedException>(() =>
            _client.Attachments.UploadInPartsAsync(new byte[10], options: new() { OnBegun = _ => _server.FailNext(100) })
        );
    }

    private sealed class Recorded : IProgress<UploadProgress>
    {
        public List<UploadProgress> All { get; } = [];

        public void Report(UploadProgress value) => All.Add(value);
    }
}
