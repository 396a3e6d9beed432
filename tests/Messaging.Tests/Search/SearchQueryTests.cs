using Community.Messaging.Search;
using Npgsql;

namespace Community.Messaging.Tests.Search;

/// <summary>A user's query, parsed.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("cat", "cat*")]
    [InlineData("black cat", "black cat*")]
    [InlineData("black cat ", "black cat")]
    [InlineData("\"black cat\"", "[black cat]")]
    [InlineData("\"black cat", "[black cat]")]
    [InlineData("cat -dog", "cat -dog")]
    [InlineData("cat -\"big dog\" x", "cat -[big dog] x*")]
    [InlineData("cat OR dog", "cat | dog*")]
    [InlineData("cat or dog or", "cat | dog")]
    [InlineData("OR", null)]
    [InlineData("-dog", null)]
    [InlineData("cat OR -dog", "cat")]
    [InlineData("- ! & | ()", null)]
    [InlineData("a - b", "a b*")]
    [InlineData("", null)]
    [InlineData("🙂", "🙂*")]
    [InlineData("\"\" x", "x*")]
    public void AsTyped(string text, string? meaning) => (SearchQuery.Parse(text) is { } query ? Show(query) : null).ShouldBe(meaning);

    [Fact]
    public void WhatWasTypedIsNeverSql()
    {
        var command = new NpgsqlCommand();
        var sql = SearchQuery.Parse("it's \\ a:* 'x' & (y)")!.ToSql(SearchLanguages.Parse("english"), command.Parameters);
        sql.ShouldNotContain("it's");
        command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Value).ShouldContain("'(y)':*");
    }

    [Fact]
    public void OnlyLanguagesThatThereAreAreTaken()
    {
        SearchLanguages.Parse("german, english").ToString().ShouldBe("simple,german,english");
        Should.Throw<InvalidOperationException>(() => SearchLanguages.Parse("simple'); DROP TABLE messages; --"));
    }

    private static string Show(SearchQuery query) =>
        string.Join(
            " | ",
            query.Alternatives.Select(terms =>
                string.Join(
                    ' ',
                    terms.Select(term =>
                        $"{(term.IsExcluded ? "-" : "")}{(term.Text.Contains(' ', StringComparison.Ordinal) ? $"[{term.Text}]" : term.Text)}{(term.IsPrefix ? "*" : "")}"
                    )
                )
            )
        );
}
