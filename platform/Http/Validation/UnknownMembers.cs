using System.Text.Json.Serialization.Metadata;

namespace Community.Platform.Http.Validation;

/// <summary>
/// On the body of a PUT or PATCH: a member that clients see in the answer but cannot change here, and how it is changed instead. Any other
/// unknown member is refused with the names of the accepted members.
/// </summary>
/// <param name="member">The member's name in JSON.</param>
/// <param name="how">Text that follows the name: "is changed by POST /events/{id}/publish".</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class ChangedElsewhereAttribute(string member, string how) : Attribute
{
    /// <summary>The member's name in JSON.</summary>
    public string Member => member;

    /// <summary>Text that follows the name.</summary>
    public string How => how;
}

/// <summary>
/// On the body of a PUT or PATCH that another program writes in a form of its own, such as a browser's: unknown members are ignored.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class IgnoresUnknownMembersAttribute : Attribute;

/// <summary>The faults of members that a PUT or PATCH does not accept.</summary>
internal static class UnknownMembers
{
    public static Fault FaultOf(JsonTypeInfo contract, string name) =>
        contract
            .Type.GetCustomAttributes(typeof(ChangedElsewhereAttribute), inherit: true)
            .Cast<ChangedElsewhereAttribute>()
            .FirstOrDefault(a => a.Member == name)
            is { How: var how }
            ? new(FaultCode.ReadOnly, how)
            : new(
                FaultCode.UnknownField,
                $"is not changed here: this call takes {string.Join(", ", contract.Properties.Select(property => property.Name))}"
            );
}
