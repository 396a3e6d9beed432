using System.Reflection;

namespace Community.Platform.Http.Validation;

/// <summary>
/// A request that has rules between its members. They are checked together with the rules of each member, before the handler runs, so that
/// a client gets all faults at once. A handler keeps only the rules that need stored state.
/// </summary>
/// <typeparam name="TSelf">The request itself.</typeparam>
public interface IHasRules<TSelf>
    where TSelf : IHasRules<TSelf>
{
    /// <summary>The rules, created once.</summary>
    static abstract RequestRules<TSelf> Rules { get; }
}

/// <summary>
/// Rules between the members of a request. A rule names the members that it reads and is skipped if one of them is wrong by itself or
/// cannot be read. So it never gets a value that its member's own rules refuse.
/// </summary>
/// <typeparam name="T">The request.</typeparam>
public sealed class RequestRules<T> : IRequestRules
{
    private readonly List<(IReadOnlyList<string> Members, Func<T, IServiceProvider, Fault?> Fault)> _rules = [];

    /// <summary>Adds a rule whose fault is shown at one member.</summary>
    /// <param name="at">The C# name of that member.</param>
    /// <param name="fault">The fault; null: there is none.</param>
    /// <param name="reads">The C# names of the other members that the rule reads.</param>
    public RequestRules<T> Add(string at, Func<T, Fault?> fault, params string[] reads) => Add(at, (request, _) => fault(request), reads);

    /// <summary>Adds a rule that needs a service, such as the clock.</summary>
    /// <param name="at">The C# name of the member where the fault is shown.</param>
    /// <param name="fault">The fault; null: there is none.</param>
    /// <param name="reads">The C# names of the other members that the rule reads.</param>
    public RequestRules<T> Add(string at, Func<T, IServiceProvider, Fault?> fault, params string[] reads)
    {
        _rules.Add(([at, .. reads], fault));
        return this;
    }

    IEnumerable<(string Member, Fault Fault)> IRequestRules.FaultsOf(object request, Predicate<string> isSound, IServiceProvider services)
    {
        foreach (var (members, fault) in _rules.Where(rule => rule.Members.All(member => isSound(member))))
        {
            if (fault((T)request, services) is { } found)
            {
                yield return (members[0], found);
            }
        }
    }
}

/// <summary>The rules of a request whose type is found by reflection.</summary>
internal interface IRequestRules
{
    /// <summary>
    /// The faults of a request by those rules whose members are all sound, with the C# names of the members that show them.
    /// </summary>
    IEnumerable<(string Member, Fault Fault)> FaultsOf(object request, Predicate<string> isSound, IServiceProvider services);
}

/// <summary>Finds the rules of a type.</summary>
internal static class RequestRulesOf
{
    /// <summary>The rules of a type; null: it has none.</summary>
    public static IRequestRules? Type(Type type) =>
        Array.Exists(
            type.GetInterfaces(),
            face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IHasRules<>) && face.GenericTypeArguments[0] == type
        )
            ? (IRequestRules)
                typeof(RequestRulesOf)
                    .GetMethod(nameof(Of), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type)
                    .Invoke(null, null)!
            : null;

    private static RequestRules<T> Of<T>()
        where T : IHasRules<T> => T.Rules;
}
