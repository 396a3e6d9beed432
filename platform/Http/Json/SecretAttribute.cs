using System.Collections.Concurrent;
using System.Reflection;

namespace Community.Platform.Http.Json;

/// <summary>
/// Marks a member of an answer that lets its owner in or signs, and that no table has in plain: it is shown once. A stored answer with such
/// a member is sealed under a key that is not in the database (<c>Idempotency-Key</c>). A test walks over all stored answers and asks for
/// this mark, or for a reason, at each member with the name of a secret.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>Finds secrets in the types of answers.</summary>
public static class SecretMembers
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Whether an answer of this type has a secret, at any depth.</summary>
    public static bool AreIn(Type answer) => Known.GetOrAdd(answer, static type => Of(type).Any(member => member.IsMarked));

    /// <summary>The members of an answer and of the records in it.</summary>
    public static IEnumerable<(PropertyInfo Property, bool IsMarked)> Of(Type answer)
    {
        var (seen, next) = (new HashSet<Type>(), new Stack<Type>([answer]));
        while (next.TryPop(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            // An array has its items' type, a list, a nullable value or a page has it as an argument.
            foreach (var inner in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            {
                next.Push(inner);
            }

            if (type.Assembly.GetName().Name?.StartsWith("Community.", StringComparison.Ordinal) != true || type.IsEnum)
            {
                continue;
            }

            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                yield return (property, property.IsDefined(typeof(SecretAttribute)));
                next.Push(property.PropertyType);
            }
        }
    }
}
