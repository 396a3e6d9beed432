using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>
/// docs/security/asvs.md is complete and true: it has each requirement of its standard once, with a test, a page or a reason that exists.
/// </summary>
public sealed partial class SecurityRequirementTests
{
    private const string Page = "docs/security/asvs.md";
    private const string Tested = "tested";
    private const string Documented = "documented";
    private static readonly string[] States = [Tested, Documented, "not applicable", "open"];

    /// <summary>
    /// Counters' names made out of addresses, a public key beside another, and a checksum that finds damage: knowing them gains nothing.
    /// </summary>
    private static readonly string[] ComparesNoSecret = ["LoginLimiter.cs", "KeySetReader.cs", "Cursor.cs"];

    [Fact]
    public void EachRequirementStandsInTheTableOnceWithItsLevel() =>
        Rows()
            .Select(row => $"{row.Id} {row.Level}")
            .ShouldBe(Repository.Read("tests/Architecture.Tests/asvs-5.0.0-ids.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void EachRowHasAStateAndItsEvidence()
    {
        var tests = TestsByClass();
        var faults =
            from row in Rows()
            from fault in row switch
            {
                { State: Tested } => TestsNamedBy(row.Evidence).DefaultIfEmpty("no test").Where(test => !Exists(test, tests)),
                { State: Documented } => Link()
                    .Matches(row.Evidence)
                    .Select(link => link.Groups[1].Value)
                    .DefaultIfEmpty("no page")
                    .Where(page => !File.Exists(Repository.InRoot(page))),
                { Evidence.Length: < 5 } => ["no reason"],
                _ => States.Contains(row.State, StringComparer.Ordinal) ? [] : ["no such state"],
            }
            select $"{row.Id}: {fault}";
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void TheCountsAtTheHeadAreThoseOfTheTable()
    {
        var text = Repository.Read(Page);
        text.ShouldContain($"Levels 1 and 2: {Counts(Rows().Where(row => row.Level != "3"))}.");
        text.ShouldContain($"Level 3: {Counts(Rows().Where(row => row.Level == "3"))}.");
    }

    /// <summary>A new table has to say there how it is protected.</summary>
    [Fact]
    public void EveryTableWithPersonalDataHasALevel()
    {
        string[] levels = ["secret", "confidential", "personal", "internal"];
        var documented = Repository
            .Read("docs/security/data.md")
            .Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is [_, _, { } level, { } tables, _] && levels.Contains(level) && tables.StartsWith('`'))
            .SelectMany(cells => cells[3].Split(',', StringSplitOptions.TrimEntries).Select(table => $"{cells[1]} {table.Trim('`')}"))
            .Order(StringComparer.Ordinal)
            .ToList();
        var platform = PlatformTable()
            .Matches(Repository.Read("platform/Data/Erasure/PlatformTables.cs"))
            .ToDictionary(found => found.Groups["name"].Value, found => found.Groups["table"].Value, StringComparer.Ordinal);
        var tables = Repository
            .Files("services", ".cs")
            .Where(file => Path.GetFileName(file) == "PersonalData.cs")
            .SelectMany(file =>
                PersonalTable()
                    .Matches(Repository.Read(file))
                    .Select(found => found.Groups["table"].Value is { Length: > 0 } own ? own : platform[found.Groups["platform"].Value])
                    .Select(table => $"{file.Split('/')[1]} {table}")
            )
            .Order(StringComparer.Ordinal)
            .ToList();

        tables.Count.ShouldBeGreaterThan(100);
        documented.ShouldBe(tables);
    }

    /// <summary>
    /// A comparison that ends at the first difference tells an attacker how much of a guess is right. Where the code computes hashes or
    /// MACs, bytes are compared by FixedTimeEquals, or not at all.
    /// </summary>
    [Fact]
    public void SecretsAreComparedInConstantTime()
    {
        string[] programs = ["services", "platform", "gateway", "AppHost", "one-process"];
        programs
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file =>
                Primitive().IsMatch(Repository.Read(file)) && !ComparesNoSecret.Contains(Path.GetFileName(file), StringComparer.Ordinal)
            )
            .SelectMany(file => EarlyComparison().Matches(Repository.Read(file)).Select(found => $"{file}: {found.Value}"))
            .ShouldBeEmpty("use CryptographicOperations.FixedTimeEquals");
    }

    /// <summary>A new use of cryptography must state its purpose and the source of its key there.</summary>
    [Fact]
    public void EveryUseOfCryptographyIsInTheInventory()
    {
        var inventory = Repository.Read("docs/security/cryptography.md");
        string[] programs = ["services", "platform", "gateway", "AppHost", "one-process"];
        var users = programs
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => Primitive().IsMatch(Repository.Read(file)))
            .ToList();
        users.Count.ShouldBeGreaterThan(20);
        users
            .Where(file => !inventory.Contains(Path.GetFileName(file), StringComparison.Ordinal))
            .ShouldBeEmpty("add a row to docs/security/cryptography.md");
    }

    /// <summary>A package cannot change its content under the same version, and a vulnerable package is found.</summary>
    [Fact]
    public void EveryProjectIsLockedAndAudited()
    {
        Repository
            .Files(".", ".csproj")
            .Where(project => !File.Exists(Path.Combine(Path.GetDirectoryName(Repository.InRoot(project))!, "packages.lock.json")))
            .ShouldBeEmpty();
        var settings = Repository.Read("Directory.Build.props");
        settings.ShouldContain("<NuGetAudit>true</NuGetAudit>");
        settings.ShouldContain("<NuGetAuditMode>all</NuGetAuditMode>");
    }

    private static string Counts(IEnumerable<Row> rows)
    {
        var byState = rows.ToLookup(row => row.State, StringComparer.Ordinal);
        return string.Join(", ", States.Select(state => $"{byState[state].Count()} {state}"));
    }

    private static Row[] Rows() =>
        [
            .. from match in RowOfTable().Matches(Repository.Read(Page))
            select new Row(
                match.Groups["id"].Value,
                match.Groups["level"].Value,
                match.Groups["state"].Value,
                match.Groups["evidence"].Value.Trim()
            ),
        ];

    private static IEnumerable<string> TestsNamedBy(string evidence) => Code().Matches(evidence).Select(match => match.Groups[1].Value);

    private static bool Exists(string test, Dictionary<string, string> tests) =>
        test.Split('.') switch
        {
            [var name] => tests.ContainsKey(name),
            [var name, var method] => tests.TryGetValue(name, out var text)
                && Regex.IsMatch(text, $@"\b{method}\(", RegexOptions.None, TimeSpan.FromSeconds(1)),
            _ => false,
        };

    /// <summary>The source of each test class, by its name; classes with the same name share one text.</summary>
    private static Dictionary<string, string> TestsByClass() =>
        (
            from file in Repository.Files("tests", ".cs")
            let text = Repository.Read(file)
            where text.Contains("[Fact", StringComparison.Ordinal) || text.Contains("[Theory", StringComparison.Ordinal)
            from match in ClassName().Matches(text)
            group text by match.Groups[1].Value
        ).ToDictionary(texts => texts.Key, string.Concat, StringComparer.Ordinal);

    [GeneratedRegex(
        @"^\| (?<id>\d+\.\d+\.\d+) \| (?<level>[123]) \| [^|]+ \| (?<state>[a-z ]+) \| (?<evidence>[^|]*) \|$",
        RegexOptions.Multiline
    )]
    private static partial Regex RowOfTable();

    [GeneratedRegex(
        @"\b(Aes|AesGcm|AesCcm|ChaCha20Poly1305|ECDsa|ECDiffieHellman|RSA|HMACSHA\d+|HKDF|Rfc2898DeriveBytes|MD5|SHA\d+)\.(Create|HashData|Derive|Expand|Extract|Pbkdf2)|new (AesGcm|AesCcm|ChaCha20Poly1305|ECDsa|HMACSHA\d+)\w*\(|\bPasswordBasedKeyDerivationAlgorithm\b"
    )]
    private static partial Regex Primitive();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(\.\./\.\./([^)#]+)")]
    private static partial Regex Link();

    [GeneratedRegex(
        @"^        (?:new\(\s*""(?<table>[a-z_]+)""|PlatformTables\.(?<platform>\w+),)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex PersonalTable();

    [GeneratedRegex(@"PersonalTable (?<name>\w+) \{ get; \} =\s*new\(\s*""(?<table>[a-z_]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex PlatformTable();

    [GeneratedRegex(@"\S*\bSequenceEqual\(.*")]
    private static partial Regex EarlyComparison();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();

    private sealed record Row(string Id, string Level, string State, string Evidence);
}
