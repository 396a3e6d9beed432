using System.Text.Json.Serialization.Metadata;

namespace Community.ServiceDefaults.Validation;

/// <summary>
/// On the body of a PUT or PATCH: a member that it does not take, though clients see it in the answer, and how it is changed instead.
/// Any other unknown member is refused with the names of those that are taken.
/// </summary>
/// <param name="member">The member's name in JSON.</param>
/// <param name="how">Words that continue the name: "is changed by POST /events/{id}/publish".</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class ChangedElsewhereAttribute(string member, string how) : Attribute
{
    /// <summary>The member's name in JSON.</summary>
    public string Member => member;

    /// <summary>Words that continue the name.</summary>
    public string How => how;
}

/// <summary>
/// On the body of a PUT or PATCH that another program writes in a form of its own, such as a browser's: members that are not known are
/// ignored.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class IgnoresUnknownMembersAttribute : Attribute;

/// <summary>What a client is told about a member that a PUT or PATCH does not take.</summary>
internal static class UnknownMembers
{
    public static string Fault(JsonTypeInfo contract, string name) =>
        contract.Type.GetCustomAttributes(typeof(ChangedElsewhereAttribute), inherit: true).Cast<ChangedElsewhereAttribute>().FirstOrDefault(a => a.Member == name)?.How
        ?? $"is not changed here: this call takes {string.Join(", ", contract.Properties.Select(property => property.Name))}";
}
