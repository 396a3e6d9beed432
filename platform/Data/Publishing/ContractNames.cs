using System.Collections.Frozen;
using Community.Contracts;

namespace Community.Platform.Data.Publishing;

/// <summary>The stored names of the contracts, such as <c>Identity.UserRegistered</c>: short, and free of assembly versions.</summary>
internal static class ContractNames
{
    private static readonly string Root = typeof(IIntegrationEvent).Namespace + ".";

    private static readonly FrozenDictionary<string, Type> Types = typeof(IIntegrationEvent)
        .Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIntegrationEvent)))
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(Type contract) => contract.FullName![Root.Length..];

    public static Type TypeOf(string name) => Types[name];
}
