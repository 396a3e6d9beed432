using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>Type names use the terms of docs/glossary.md. Its last section lists terms that are no longer used.</summary>
public sealed partial class VocabularyTests
{
    private const string Glossary = "docs/glossary.md";

    // Each is a whole word of a name, in any number of words: Book forbids SeatBook but not Bookmark.
    private static readonly HashSet<string> Retired = new(StringComparer.Ordinal)
    {
        "Book",
        "Desk",
        "Keeper",
        "Writers",
        "Standing",
        "Standings",
        "Deed",
        "Deeds",
        "Dealing",
        "Dealings",
        "Words",
        "Wanted",
        "Untold",
        "Told",
        "Telling",
        "News",
        "Notice",
        "Notices",
        "Listener",
        "Listeners",
        "Room",
        "Rooms",
        "Entrance",
        "Offered",
        "Grouped",
        "Nobody",
        "Whoever",
    };

    /// <summary>Those of them that are no word of a sentence of ours, in a name of any kind.</summary>
    private static readonly HashSet<string> RetiredInNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Desk",
        "Keeper",
        "Standing",
        "Standings",
        "Deed",
        "Deeds",
        "Dealing",
        "Dealings",
        "Wanted",
        "Untold",
        "Telling",
        "News",
        "Entrance",
        "Nobody",
        "Whoever",
    };

    private static readonly Dictionary<string, string> Exempt = new(StringComparer.Ordinal)
    {
        ["ChatRoom"] = "the chat benchmark compares with Socket.IO, whose term it is",
        ["RoomHub"] = "the chat benchmark compares with Socket.IO, whose term it is",
        ["EncoderWords"] = "the words of a text",
        ["EncoderWordsTests"] = "the words of a text",
        ["EventWords"] = "the words of a text",
        ["FoldedWords"] = "the words of a text",
        ["OwnWords"] = "the words of a text",
        ["PersonWords"] = "the words of a text",
        ["SearchWordsAttribute"] = "the words of a text",
        ["WordsFeature"] = "the words of a text",
    };

    [Fact]
    public void NoTypeNameUsesARetiredWord()
    {
        var types = Types().ToList();
        types.Count.ShouldBeGreaterThan(2_000);
        types
            .Where(type => RetiredIn(type.Name) is not null && !Exempt.ContainsKey(type.Name))
            .Select(type => $"{type.File}: {type.Name}. {Glossary} has another word for {RetiredIn(type.Name)}.")
            .ShouldBeEmpty();
    }

    /// <summary>Parameters and locals too: a word that no English sentence of ours uses otherwise is not a name either.</summary>
    [Fact]
    public void NoVariableIsNamedByARetiredWord() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => RetiredVariable().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Value.Trim()}"))
            .ShouldBeEmpty();

    /// <summary>A subscriber is no listener. The SDK's callbacks and the sockets of AppHost are, as everywhere.</summary>
    [Fact]
    public void NoVariableOfAServiceIsAListener() =>
        Repository
            .Files("services", ".cs")
            .SelectMany(file => Listener().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Value.Trim()}"))
            .ShouldBeEmpty($"{Glossary} has another word for it");

    /// <summary>Declared or called; tests tell stories, and the SDK's stand-in of a server has a published method of this name.</summary>
    [Fact]
    public void NoMethodIsNamedByARetiredWord() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("sdk/dotnet/src/Testing/", StringComparison.Ordinal))
            .SelectMany(file => RetiredMethods(Repository.Read(file)).Select(found => $"{file}: {found}"))
            .ShouldBeEmpty($"{Glossary} has another word for it");

    [Theory]
    [InlineData("private void Tell(Call before, Call after)", "Tell")]
    [InlineData("await owners.TellAsync(owner, path)", "TellAsync")]
    [InlineData("_ = TellChangesAsync();", "TellChangesAsync")]
    [InlineData("db.LookAtReferralAsync(id, now)", "LookAtReferralAsync")]
    [InlineData("private static readonly TimeSpan LookForMigrations", "LookForMigrations")]
    [InlineData("care.IsNews(found)", "IsNews")]
    [InlineData("lock (_telling)", "_telling")]
    [InlineData("SayBack();", "SayBack")]
    [InlineData("// Tell(them)", null)]
    [InlineData("referral.NextLookAt", null)]
    [InlineData("Teller(1)", null)]
    public void ARetiredMethodIsFound(string code, string? name) => RetiredMethods(code).FirstOrDefault().ShouldBe(name);

    /// <summary>Members, parameters and locals: any name outside comments and texts.</summary>
    [Fact]
    public void NoNameHasARetiredWord() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => RetiredNames(Repository.Read(file)).Select(name => $"{file}: {name}"))
            .Distinct(StringComparer.Ordinal)
            .ShouldBeEmpty($"{Glossary} has another word for it");

    [Theory]
    [InlineData("private bool _isTellingChanges;", "_isTellingChanges")]
    [InlineData("var isNews = rows > 0;", "isNews")]
    [InlineData("_hashOfNobody = 1;", "_hashOfNobody")]
    [InlineData("// the news of an instance", null)]
    [InlineData("\"no news\"", null)]
    [InlineData("$\"the {desk}\"", null)]
    [InlineData("var newsletter = outstanding;", null)]
    [InlineData("Bookmark DesktopEntry", null)]
    public void ARetiredNameIsFound(string code, string? name) => RetiredNames(code).FirstOrDefault().ShouldBe(name);

    /// <summary>A test's name is a fact about something that has a name: "AMutedUserReads", not "WhoIsMutedReads".</summary>
    [Fact]
    public void NoTestNameHasAPronounInPlaceOfATerm() =>
        Repository
            .Files("tests", ".cs")
            .SelectMany(file => PronounOfTest().Matches(Repository.Read(file)).Select(test => $"{file}: {test.Groups["name"].Value}"))
            .ShouldBeEmpty($"say it with a term of {Glossary}");

    /// <summary>Nor does a text for clients begin with one. Speech of the companion and of its users may have them.</summary>
    [Fact]
    public void NoTextForClientsHasAPronounInPlaceOfATerm() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => PronounOfText().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Value.Trim()}"))
            .ShouldBeEmpty($"say it with a term of {Glossary}");

    /// <summary>Labels and sentences of the web client and of the gateway's public pages, in English.</summary>
    [Fact]
    public void NoLabelHasAnIndefinitePronoun() =>
        Repository
            .Files("web/src", ".ts", ".tsx")
            .Where(file => file.EndsWith("words.ts", StringComparison.Ordinal) || Path.GetFileName(file) == "en.ts")
            .Append("gateway/Pages/PublicTexts.cs")
            .SelectMany(file => Indefinite().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Value.Trim()}"))
            .ShouldBeEmpty($"say it with a term of {Glossary}");

    /// <summary>The pages of docs/, except quoted words and the glossary's own list.</summary>
    [Fact]
    public void NoDocumentHasAnIndefinitePronoun() =>
        Repository
            .Files("docs", ".md")
            .Where(file => file != Glossary && !file.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .SelectMany(file =>
                Repository
                    .Read(file)
                    .Split('\n')
                    .Where(line => !line.Contains('"', StringComparison.Ordinal) && IndefiniteWord().IsMatch(line))
                    .Select(line => $"{file}: {line.Trim()}")
            )
            .ShouldBeEmpty($"say it with a term of {Glossary}");

    /// <summary>Tables and columns of the present schema: a migration that is applied keeps its words.</summary>
    [Fact]
    public void NoStatementNamesARetiredTable() =>
        Repository
            .Files("", ".cs")
            .Where(file => RetiredTable().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty($"{Glossary} has another word for it");

    [Fact]
    public void EveryExemptionIsNeeded() => Exempt.Keys.Except(Types().Select(type => type.Name)).ShouldBeEmpty();

    [Fact]
    public void TheGlossaryListsTheRetiredWords()
    {
        var section = Repository.Read(Glossary).Split("## Words that we no longer use")[1];
        Retired.Where(word => !section.Contains(word, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    /// <summary>
    /// A comment names people by a term: the caller, the user, the member. Quoted examples are exempt, and the API's texts in
    /// generated code.
    /// </summary>
    [Fact]
    public void NoCommentHasAPronounInPlaceOfATerm() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal))
            .SelectMany(file =>
                Repository
                    .Read(file)
                    .Split('\n')
                    .Select((line, index) => (Text: line.Trim(), Number: index + 1))
                    .Where(line => Pronoun().IsMatch(line.Text))
                    .Select(line => $"{file}:{line.Number}: {line.Text}")
            )
            .ShouldBeEmpty($"say it with a term of {Glossary}");

    [Theory]
    [InlineData("SeatBook", "Book")]
    [InlineData("INotices", "Notices")]
    [InlineData("Rooms", "Rooms")]
    [InlineData("Bookmark", null)]
    [InlineData("Housekeeper", null)]
    public void ARetiredWordIsFoundAsAWholeWord(string name, string? word) => RetiredIn(name).ShouldBe(word);

    private static IEnumerable<string> RetiredMethods(string code) => RetiredMethod().Matches(code).Select(found => found.Value);

    private static IEnumerable<string> RetiredNames(string code) =>
        CommentTextOrName()
            .Matches(code)
            .Select(found => found.Groups["name"].Value)
            .Where(name => NameWord().Matches(name).Any(word => RetiredInNames.Contains(word.Value)));

    private static string? RetiredIn(string name) => Word().Matches(name).Select(word => word.Value).FirstOrDefault(Retired.Contains);

    private static IEnumerable<(string File, string Name)> Types() =>
        from file in Repository.Files("", ".cs")
        from declared in Declaration().Matches(Repository.Read(file))
        select (file, declared.Groups["name"].Value);

    [GeneratedRegex(
        @"^[ \t]*(?:\[[^\]\n]*\]\s*)*(?:(?:public|internal|protected|private|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*"
            + @"(?:class|record|struct|interface|enum)\s+(?:(?:class|struct)\s+)?(?<name>[A-Z]\w*)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(
        @"\b(?:[A-Z]\w*(?:<[^()=;\n]*>)?|var|string)\?? (?:desk|keeper|deeds?|dealings?|standings|wanted|nobody|whoever)\b(?= ?(?:[,)=;]|in\b))"
    )]
    private static partial Regex RetiredVariable();

    [GeneratedRegex(@"\b(?:[A-Z]\w*(?:<[^()=;\n]*>)?(?:\[\])?|var)\?? _?listeners?\b(?= ?(?:[,)=;]|in\b))")]
    private static partial Regex Listener();

    [GeneratedRegex(
        @"(?<!//.*)\b(?:Tell(?:[A-Z]\w*)?(?=[(<])|Look(?:s)?(?:At|For)(?:[A-Z]\w*)?|IsNews|Say(?:Away|Back)|_telling)\b",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex RetiredMethod();

    [GeneratedRegex(
        @"public (?:async )?(?:Task|void) (?<name>(?:Who(?:m|ever)?(?=[A-Z])\w*|\w*(?:Nobody|Somebody|Anybody|Everybody|Whoever)\w*))\(",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex PronounOfTest();

    [GeneratedRegex(@"""(?:Nobody|Somebody|Anybody|Everybody|Whoever|Someone|Anyone|Everyone|No one)\b[^""\n]*")]
    private static partial Regex PronounOfText();

    [GeneratedRegex(@"""[^""\n]*\b(?:nobody|somebody|anybody|everybody|whoever|no one|someone|anyone|everyone)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Indefinite();

    [GeneratedRegex(@"\b(?:nobody|somebody|anybody|everybody|whoever|no one|someone|anyone|everyone)\b", RegexOptions.IgnoreCase)]
    private static partial Regex IndefiniteWord();

    [GeneratedRegex(@"\b(?:untold|deeds?|dealings?)_\w+")]
    private static partial Regex RetiredTable();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")]
    private static partial Regex NameWord();

    [GeneratedRegex(
        @"//[^\n]*|/\*.*?\*/|""""""+.*?""""""+|@""(?:""""|[^""])*""|""(?:\\.|[^""\\\n])*""|(?<name>[A-Za-z_]\w*)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline
    )]
    private static partial Regex CommentTextOrName();

    // An indefinite pronoun or "what" anywhere; a relative pronoun at the beginning.
    [GeneratedRegex(
        @"^//(?!.*"").*\b(?:[Nn]obody|[Ss]omebody|[Aa]nybody|[Ee]verybody|[Ww]hoever|[Nn]o one|[Ss]omeone|[Aa]nyone|[Ee]veryone)\b"
            + @"|^///? ?(?:<[a-z]+(?: name=""\w+"")?>)*(?:What|Who|Whose|Whom|Whoever)\b"
            + @"|^//(?!.*"").*\b[Ww]hat\b"
    )]
    private static partial Regex Pronoun();
}
