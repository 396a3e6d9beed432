using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>
/// The tables of an aggregate are written by its store only (docs/glossary.md, "An aggregate in the code"). Exempt are the lists of
/// personal data, whose statements erase a user from every table.
/// </summary>
public sealed partial class AggregateTests
{
    /// <summary>A table, or the set of it in the DbContext, and the beginning of the names of the files that may write it.</summary>
    private static readonly (string Service, string Tables, string Sets, string Store)[] Aggregates =
    [
        ("ai-companion", "sale_orders", "SaleOrders", "Selling/Sales"),
        ("events", "event_seats|registrations", "Seats|Registrations", "Registrations/SeatStore"),
        ("messaging", "channels|messages", "Channels|Messages", "Channels/ChannelStore"),
        ("payments", "orders", "Orders", "Orders/OrderStore"),
        ("payments", "entitlements|plan_grants", "Entitlements|PlanGrants", "Plans/EntitlementStore"),
        ("payments", "subscriptions", "Subscriptions", "Subscriptions/SubscriptionStore"),
        ("payments", "wallets", "Wallets", "Wallets/CreditStore"),
        ("social", "community_members", "Members", "Membership/MembershipStore"),
        ("social", "access_orders|access_grants", "AccessOrders|AccessGrants", "Membership/MembershipStore"),
        ("social", "connections", "Connections", "Connections/ConnectionStore"),
    ];

    [Fact]
    public void TheTablesOfAnAggregateAreWrittenByItsStoreOnly()
    {
        foreach (var (service, tables, sets, store) in Aggregates)
        {
            var writers = Repository
                .Files($"services/{service}", ".cs")
                .Where(file => !file.EndsWith("PersonalData.cs", StringComparison.Ordinal) && Writes(Repository.Read(file), tables, sets))
                .ToList();
            writers.ShouldNotBeEmpty(store);
            writers.Where(file => !file.StartsWith($"services/{service}/{store}", StringComparison.Ordinal)).ShouldBeEmpty(store);
        }
    }

    /// <summary>The table of the glossary: each name is a type of the folder's service, in a file of its name.</summary>
    [Fact]
    public void TheGlossarysTableNamesFilesOfTheCode()
    {
        var files = Repository.Files("services", ".cs").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        var named = TableName()
            .Matches(Repository.Read("docs/glossary.md").Split("## An aggregate in the code")[1].Split("\n\n")[2])
            .Select(name => name.Groups["name"].Value)
            .ToList();
        named.Count.ShouldBeGreaterThan(25);
        named.Where(name => !files.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("await db.Database.ExecuteSqlAsync($\"UPDATE orders SET version = 2\");", true)]
    [InlineData("WITH ended AS (DELETE FROM orders WHERE id = $1)", true)]
    [InlineData("db.Orders.Add(order);", true)]
    [InlineData("await db.Orders.Where(order => order.Id == id).ExecuteDeleteAsync();", true)]
    [InlineData("SELECT id FROM orders FOR UPDATE", false)]
    [InlineData("INSERT INTO orders_of_old VALUES (1)", false)]
    [InlineData("db.Orders.Where(order => order.Id == id).ToListAsync();", false)]
    public void AWriteIsFound(string code, bool writes) => Writes(code, "orders", "Orders").ShouldBe(writes);

    private static bool Writes(string code, string tables, string sets) =>
        Regex.IsMatch(code, $@"\b(?:UPDATE|INSERT INTO|DELETE FROM) (?:{tables})\b(?!\w)")
        || Regex.IsMatch(code, $@"\bdb\s*\.(?:{sets})\s*\.(?:Add|AddRange|Remove|RemoveRange)\(")
        || Regex.IsMatch(code, $@"\bdb\s*\.(?:{sets})\b[^;]*\.Execute(?:Update|Delete)Async\(");

    [GeneratedRegex(@"`(?<name>[A-Z]\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TableName();
}
