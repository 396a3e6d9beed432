using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>The columns of a wide result are read by their names (docs/data-access.md).</summary>
public sealed partial class DataAccessTests
{
    /// <summary>A result of more columns is read by name.</summary>
    private const int MostByNumber = 5;

    [Fact]
    public void NoSixthColumnIsReadByItsNumber() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => ByNumber(Repository.Read(file)).Select(read => $"{file}: {read}"))
            .ShouldBeEmpty("read it by name: row.Get<Guid>(\"id\")");

    [Theory]
    [InlineData("row.GetString(5)", true)]
    [InlineData("reader.GetFieldValue<DateTimeOffset>(12)", true)]
    [InlineData("await reader.IsDBNullAsync(7, cancellationToken)", true)]
    [InlineData("row.GetString(4)", false)]
    [InlineData("row.Get<string>(\"name\")", false)]
    [InlineData("random.GetItems(10)", false)]
    public void AReadByNumberIsFound(string code, bool isFound) => ByNumber(code).Any().ShouldBe(isFound);

    /// <summary>
    /// A wait that doubles without end becomes an interval that PostgreSQL cannot represent, and its statement fails for all rows.
    /// </summary>
    [Fact]
    public void EveryPowerInSqlHasALimit() =>
        Repository
            .Files("", ".cs", ".sql")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Unlimited(Repository.Read(file)).Select(power => $"{file}: {power}"))
            .ShouldBeEmpty("limit the exponent: power(2, least(attempts, 20))");

    [Theory]
    [InlineData("power(2, attempts)", true)]
    [InlineData("least({first} * power(2, checks + 1), {longest})", true)]
    [InlineData("POWER (2, attempts)", true)]
    [InlineData("power(2, least(attempts, 20))", false)]
    [InlineData("the power (of two)", false)]
    public void APowerWithoutALimitIsFound(string sql, bool isFound) => Unlimited(sql).Any().ShouldBe(isFound);

    private static IEnumerable<string> Unlimited(string sql) => Power().Matches(sql).Select(power => power.Value);

    [GeneratedRegex(@"(?i:\bpower)\s*\(\s*2\s*,(?!\s*(?i:least)\s*\()[^)]*", RegexOptions.ExplicitCapture)]
    private static partial Regex Power();

    private static IEnumerable<string> ByNumber(string code) =>
        from read in Read().Matches(code)
        where int.Parse(read.Groups["ordinal"].Value, System.Globalization.CultureInfo.InvariantCulture) >= MostByNumber
        select read.Value;

    [GeneratedRegex(
        @"\.(?:Get(?:Guid|String|Int16|Int32|Int64|Boolean|Double|Float|Decimal|DateTime|Value|FieldValue<[^>]*>)|IsDBNull(?:Async)?)\((?<ordinal>\d{1,4})\b",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Read();
}
