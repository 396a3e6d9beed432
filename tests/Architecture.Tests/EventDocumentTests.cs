using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Community.Platform.Http.OpenApi;

namespace Community.Architecture.Tests;

/// <summary>The tables of docs/events.md. They are made from the contracts and from the consumers in the services.</summary>
public sealed class EventDocumentTests
{
    private const string Page = "docs/events.md";

    /// <summary>The members that every contract begins with; the third is the aggregate's id.</summary>
    private const int CommonMembers = 4;

    /// <summary>A folder of the contracts, and the beginning of its part of the page.</summary>
    private static readonly (string Folder, string Published)[] Owners =
    [
        (
            "Identity",
            "Published by the identity service. All events of a user except `SessionRevoked` share one sequence of versions, that of the account."
        ),
        ("Social", "Published by the social service."),
        ("Messaging", "Published by the messaging service. The text of messages never travels on the bus."),
        ("Events", "Published by the events service. A product event's id is `community_event_id` (see [Names](#names))."),
        (
            "Payments",
            "Published by the payments service, except `PaymentRequested`, `PaymentWithdrawn`, `RefundRequested` and `OrderFulfilled`: sellers (events, social, ai-companion) publish these for payments, which defines their meaning."
        ),
        ("Companion", "Published by the ai-companion service."),
    ];

    [Fact, Trait("Writes", "docs")]
    public void TheTablesAreThoseOfTheContracts() => Generated.PartShouldBe(Page, "events", Tables());

    [Fact]
    public void EveryContractHasAnOwnerAndSaysWhatItMeans() =>
        ContractTests
            .All.Where(contract =>
                Owners.All(owner => owner.Folder != FolderOf(contract)) || XmlDocs.Summary(contract) is not { Length: > 10 }
            )
            .ShouldBeEmpty();

    private static string Tables()
    {
        var consumers = Repository
            .Services.SelectMany(project =>
                ServiceTests
                    .ConsumersOf(Repository.AssemblyOf(project))
                    .Select(pair => (pair.Consumed, Service: Repository.NameOf(project)))
            )
            .ToLookup(pair => pair.Consumed, pair => pair.Service);
        var page = new StringBuilder();
        foreach (var (folder, published) in Owners)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n## {folder}\n\n{published}\n\n| Event | Aggregate | Further members | Consumers | Meaning |\n| --- | --- | --- | --- | --- |\n"
            );
            foreach (var contract in ContractTests.All.Where(contract => FolderOf(contract) == folder))
            {
                var members = contract.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters();
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{contract.Name}` | {NameOf(members[2])} | {List(members.Skip(CommonMembers).Select(NameOf))} "
                        + $"| {List(consumers[contract].Order(StringComparer.Ordinal))} | {XmlDocs.Summary(contract)} |\n"
                );
            }
        }

        return page.Append('\n').ToString();
    }

    private static string FolderOf(Type contract) => contract.Namespace!.Split('.')[^1];

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? all : "none";

    /// <summary>The name on the wire; a member that may be null has a question mark.</summary>
    private static string NameOf(ParameterInfo member) =>
        $"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!)}{(IsOptional(member) ? "?" : "")}`";

    private static bool IsOptional(ParameterInfo member) =>
        new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;
}
