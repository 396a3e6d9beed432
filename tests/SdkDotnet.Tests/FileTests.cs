using System.Text;
using Community.Sdk;

namespace Community.SdkDotnet.Tests;

public sealed class FileTests
{
    private const string Attachment = """{"id":"0198c0de-0000-7000-8000-0000000000c2","byte_count":200000}""";

    [Fact]
    public async Task AnUploadTellsItsProgress()
    {
        using var network = new Script(Script.Json(Attachment, 201));
        var progress = new Recorded();
        var file = new UploadContent(Encoding.ASCII.GetBytes(new string('a', 200_000)), "text/plain");
        await network.Client().Attachments.UploadAsync(file, new() { Name = "note.txt" }, new() { Progress = progress });
        progress.All.Select(one => one.Sent).ShouldBe([65536, 131072, 196608, 200000]);
        progress.All.ShouldAllBe(one => one.Total == 200000);
        network.Sent[0].Headers["Content-Type"].ShouldBe("text/plain");
        network.Sent[0].PathAndQuery.ShouldEndWith("?name=note.txt");
    }

    [Fact]
    public async Task AStreamThatCanSeekIsSentAgainFromWhereItWas()
    {
        using var network = new Script(Script.Cut, Script.Json(Attachment, 201));
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("skipped the file"));
        stream.Position = "skipped ".Length;
        await network.Client().Attachments.UploadAsync(stream);
        network.Sent.Select(sent => sent.Body).ShouldBe(["the file", "the file"]);
    }

    [Fact]
    public async Task AnotherStreamIsSentOnce()
    {
        using var network = new Script(Script.Cut);
        await using var stream = new OneWay();
        await Should.ThrowAsync<ConnectionFailedException>(() => network.Client().Attachments.UploadAsync(stream));
        network.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ADownloadHasItsTypeAndItsName()
    {
        using var network = new Script(_ =>
        {
            var content = new StringContent("a,b", Encoding.UTF8, "text/csv");
            content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"people.csv\"");
            return new() { Content = content };
        });
        using var file = await network.Client().Events.AttendeesCsvAsync(Guid.CreateVersion7());
        file.ContentType.ShouldBe("text/csv; charset=utf-8");
        file.FileName.ShouldBe("people.csv");
        (await file.ReadAsStringAsync()).ShouldBe("a,b");
    }

    private sealed class Recorded : IProgress<UploadProgress>
    {
        public List<UploadProgress> All { get; } = [];

        public void Report(UploadProgress value) => All.Add(value);
    }

    private sealed class OneWay : MemoryStream
    {
        public OneWay()
            : base(Encoding.ASCII.GetBytes("file")) { }

        public override bool CanSeek => false;
    }
}
