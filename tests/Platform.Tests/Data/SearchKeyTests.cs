using Community.Platform.Data;
using Community.Testing;
using Npgsql;

namespace Community.Platform.Tests.Data;

public sealed class SearchKeyTests(TestServers servers)
{
    [Theory]
    [InlineData("tea -coffee", "tea -coffee")]
    [InlineData("well-known -- thing", "well,known - thing")]
    [InlineData("-(-(-!-a", "-a")]
    [InlineData("\"a--b\"", "\"a,,b\"")]
    [InlineData("foo_bar -my.file-name", "foo,bar -my,file,name")]
    [InlineData("-\"e-mail <b>\"", "-\"e,mail ,b,\"")]
    public void ARunOfHyphensExcludesOnce(string text, string query) => SearchKey.Query(text).ShouldBe(query);

    [Fact]
    public async Task NoTextAtAllIsTooMuchForTheDatabase()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("search_key"));
        var random = new Random(20260222);
        var texts = Enumerable
            .Range(0, 2000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(_ => "-----(!)&| \"a:*'\\or "[random.Next(20)])));
        foreach (var text in texts.Prepend(new string('-', 50)).Prepend(string.Concat(Enumerable.Repeat("- ", 50))))
        {
            var statement = new Statement();
            await using var command = statement.Add($"SELECT {statement.Matches("to_tsvector('simple', 'a')", text)}").ToCommand();
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            command.Connection = connection;
            await Should.NotThrowAsync(() => command.ExecuteScalarAsync(TestContext.Current.CancellationToken), text);
        }
    }

    [Theory]
    [InlineData("foo_bar", "my foo_bar.txt")]
    [InlineData("e-mail", "an E-Mail to me")]
    [InlineData("someone@example.org", "<someone@example.org>")]
    [InlineData("\"bold text\"", "<b>bold&text</b>")]
    [InlineData("file.tx", "/home/a_b/file.txt")]
    public async Task WordsAreFoundWhateverJoinsThem(string query, string text)
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("search_words"));
        var statement = new Statement();
        var vector = $"to_tsvector('simple', {SearchKey.WordsSql(statement.Parameter(text) + "::text")})";
        await using var command = statement.Add($"SELECT {statement.Matches(vector, query)}").ToCommand();
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        command.Connection = connection;
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(true);
    }

    [Theory]
    [InlineData(" Dubai ", "dubai")]
    [InlineData("ＴＥＡ", "tea")]
    [InlineData("日本", "日本")]
    public void AKeyIsTheSameForAllSpellings(string text, string key)
    {
        SearchKey.Of(text).ShouldBe(key);
        SearchKey.Folded(text).ShouldBe(key);
    }

    [Fact]
    public void AKeyFitsItsIndexWhateverItIsMadeOf()
    {
        SearchKey.Of(new string('\uFDFA', 100)).Length.ShouldBeLessThanOrEqualTo(200);
        var cut = SearchKey.Of("x" + string.Concat(Enumerable.Repeat("😀", 150)));
        cut.Length.ShouldBe(199);
        char.IsHighSurrogate(cut[^1]).ShouldBeFalse();
    }

    [Fact]
    public void TextThatIsSearchedInIsWhole() => SearchKey.Folded(new string('\uFDFA', 100)).Length.ShouldBe(1800);
}
