using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Platform.Http.Json;

namespace Community.Architecture.Tests;

/// <summary>Integration events are plain records that can be written, read again, and gain members.</summary>
public sealed class ContractTests
{
    private static readonly Assembly Contracts = typeof(IIntegrationEvent).Assembly;

    internal static IReadOnlyList<Type> All { get; } =
    [
        .. Contracts
            .GetExportedTypes()
            .Where(type => type != typeof(IIntegrationEvent) && typeof(IIntegrationEvent).IsAssignableFrom(type))
            .OrderBy(type => type.FullName),
    ];

    public static TheoryData<string> Names => [.. All.Select(type => type.FullName!)];

    [Fact]
    public void ThereIsNothingElseInTheLibrary()
    {
        var carried = All.SelectMany(type => type.GetProperties())
            .Select(property => property.PropertyType)
            .SelectMany(type => type.IsGenericType ? type.GetGenericArguments() : [type])
            .Where(type => type.Assembly == Contracts);
        Contracts
            .GetTypes()
            .Where(type =>
                !type.IsDefined(typeof(CompilerGeneratedAttribute))
                && type.Namespace?.StartsWith("Community", StringComparison.Ordinal) == true
            )
            .Except(All)
            .Except(carried)
            .Where(type => !type.Name.EndsWith("Snapshot", StringComparison.Ordinal))
            .ShouldBe([typeof(IIntegrationEvent)]);
        Contracts
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void IsAnImmutableRecord(string name)
    {
        var contract = Contracts.GetType(name)!;
        foreach (
            var type in contract
                .GetProperties()
                .Select(property => property.PropertyType)
                .Where(type => type.Assembly == Contracts)
                .Append(contract)
        )
        {
            type.IsSealed.ShouldBeTrue();
            type.GetMethod("<Clone>$").ShouldNotBeNull($"{type} is a record");
            type.GetFields().ShouldBeEmpty();
            type.GetProperties()
                .Where(property =>
                    property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
                )
                .ShouldBeEmpty();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void StandsInTheFolderOfItsOwner(string name)
    {
        var parts = name.Split('.');
        parts.Length.ShouldBe(4, name);
        File.Exists(Repository.InRoot($"platform/Contracts/{parts[2]}/{parts[3]}.cs")).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Names))]
    public void IsWrittenInSnakeCaseAndReadAgain(string name)
    {
        var type = Contracts.GetType(name)!;
        var written = JsonNode.Parse(JsonSerializer.Serialize(Sample(type), type, ServiceJson.Options))!.AsObject();
        written
            .Select(member => member.Key)
            .ShouldBe(
                type.GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)),
                ignoreOrder: true
            );
        foreach (var member in (string[])["event_id", "occurred_at", "version"])
        {
            written.ContainsKey(member).ShouldBeTrue(member);
        }

        written["a_member_of_tomorrow"] = new JsonObject { ["x"] = 1 };
        var read = (IIntegrationEvent)JsonSerializer.Deserialize(written, type, ServiceJson.Options)!;
        written.Remove("a_member_of_tomorrow");
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(read, type, ServiceJson.Options), written).ShouldBeTrue();
    }

    /// <summary>Both carry the whole event: a consumer of one learns as much as a consumer of the other.</summary>
    [Fact]
    public void APublishedEventAndItsChangeHaveTheSameMembers() => Members<EventUpdated>().ShouldBe(Members<EventPublished>());

    private static IEnumerable<string> Members<T>() =>
        typeof(T).GetConstructors().Single().GetParameters().Select(member => $"{member.ParameterType} {member.Name}");

    [Theory, MemberData(nameof(Names))]
    public void NamesItsAggregate(string name)
    {
        var type = Contracts.GetType(name)!;
        var sample = Sample(type);
        var ids = type.GetProperties()
            .Where(property => property.PropertyType == typeof(Guid) && property.Name != nameof(IIntegrationEvent.EventId))
            .Select(property => (Guid)property.GetValue(sample)!);
        ids.ShouldContain(((IIntegrationEvent)sample).AggregateId);
    }

    [Theory, MemberData(nameof(Names))]
    public void BearsTheAbsenceOfWhatIsNotNeeded(string name)
    {
        var type = Contracts.GetType(name)!;
        var written = JsonSerializer.SerializeToNode(Sample(type), type, ServiceJson.Options)!.AsObject();
        var nullability = new NullabilityInfoContext();
        foreach (
            var property in type.GetProperties().Where(property => nullability.Create(property).ReadState == NullabilityState.Nullable)
        )
        {
            written.Remove(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }

        JsonSerializer.Deserialize(written, type, ServiceJson.Options).ShouldNotBeNull();
    }

    private static object Sample(Type type) =>
        type == typeof(Guid) ? Guid.CreateVersion7()
        : type == typeof(string) ? "ünï \u0001 \"quoted\""
        : type == typeof(bool) ? true
        : type == typeof(int) ? 7
        : type == typeof(long) ? 1L << 40
        : type == typeof(double) ? 0.1
        : type == typeof(decimal) ? 12.34m
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 5, 1, 9, 30, 0, 123, TimeSpan.Zero)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
        : Nullable.GetUnderlyingType(type) is { } inner ? Sample(inner)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? SampleList(type.GetGenericArguments()[0])
        : type.Assembly == Contracts
            ? Activator.CreateInstance(type, [.. LongestConstructor(type).Select(parameter => Sample(parameter.ParameterType))])!
        : throw new InvalidOperationException($"A contract carries {type}: no plain data?");

    private static Array SampleList(Type of)
    {
        var list = Array.CreateInstance(of, 2);
        list.SetValue(Sample(of), 0);
        list.SetValue(Sample(of), 1);
        return list;
    }

    private static ParameterInfo[] LongestConstructor(Type type) =>
        type.GetConstructors().Select(constructor => constructor.GetParameters()).MaxBy(parameters => parameters.Length)!;
}
