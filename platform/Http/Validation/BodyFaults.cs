using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;

namespace Community.Platform.Http.Validation;

/// <summary>
/// Finds all faults of a JSON body in one pass: members that are missing, duplicate, unknown or of a wrong type, and broken rules of the
/// readable members. The serializer stops at the first fault. So this runs only if the serializer failed, or a member is unknown.
/// </summary>
internal sealed class BodyFaults(JsonSerializerOptions options, ValidationPlans plans)
{
    private const int MaxNameLength = 100;

    private readonly JsonDocumentOptions _document = new() { MaxDepth = options.MaxDepth, AllowDuplicateProperties = true };

    /// <summary>The faults with their paths; none if the body is not JSON.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="type">The type that it is read as.</param>
    /// <param name="refusesUnknown">Whether a member that the type does not have is a fault.</param>
    /// <param name="services">For rules that need services.</param>
    public IReadOnlyList<FieldFault> Find(ReadOnlyMemory<byte> utf8, Type type, bool refusesUnknown, IServiceProvider services)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, _document);
            var faults = new ValidationFaults(services);
            Read(document.RootElement, type, "", refusesUnknown, faults);
            if (faults.Has(""))
            {
                return [];
            }

            if (document.RootElement.ValueKind is JsonValueKind.Object && plans.ForType(type) is { } plan)
            {
                Judge(document.RootElement, Contract(type)!, plan, "", faults);
            }

            return faults.All;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The JSON is broken, or a name is not valid Unicode. The serializer's own exception has the position.
            return [];
        }
    }

    /// <summary>Whether the body has a member, at any depth, that the type does not have.</summary>
    public bool HasUnknownMember(ReadOnlyMemory<byte> utf8, Type type)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, _document);
            return HasUnknownMember(document.RootElement, type);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool HasUnknownMember(JsonElement json, Type declared) =>
        (Contract(declared)?.Kind, json.ValueKind) switch
        {
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => json.EnumerateObject()
                .Any(member =>
                    Property(Contract(declared)!, member.Name) is not { } property || HasUnknownMember(member.Value, property.PropertyType)
                ),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => json.EnumerateArray()
                .Any(item => HasUnknownMember(item, Contract(declared)!.ElementType!)),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => json.EnumerateObject()
                .Any(entry => HasUnknownMember(entry.Value, Contract(declared)!.ElementType!)),
            _ => false,
        };

    /// <summary>First pass: values that cannot be read.</summary>
    private void Read(
        JsonElement json,
        Type declared,
        string path,
        bool refusesUnknown,
        ValidationFaults faults,
        RangeAttribute? range = null
    )
    {
        var contract = Contract(declared);
        switch (contract?.Kind, json.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                ReadMembers(json, contract, path, refusesUnknown, faults);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                var index = 0;
                foreach (var item in json.EnumerateArray())
                {
                    if (faults.IsFull)
                    {
                        return;
                    }

                    Read(item, contract.ElementType!, $"{path}[{index++}]", refusesUnknown, faults);
                }

                break;
            case (_, JsonValueKind.Null) when MayBeNull(declared):
                break;
            default:
                TryRead(json, declared, range, path, faults);
                break;
        }
    }

    private void ReadMembers(JsonElement json, JsonTypeInfo contract, string path, bool refusesUnknown, ValidationFaults faults)
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (faults.IsFull)
            {
                return;
            }

            var here = MemberPlan.Join(path, Shown(member.Name));
            if (!met.Add(member.Name))
            {
                faults.Add(here, JsonProblems.Twice);
            }
            else if (Property(contract, member.Name) is not { } property)
            {
                if (refusesUnknown)
                {
                    faults.Add(here, UnknownMembers.FaultOf(contract, member.Name));
                }
            }
            else if (member.Value.ValueKind is JsonValueKind.Null && !MayBeNull(property))
            {
                faults.Add(here, Fault.Null);
            }
            else
            {
                Read(member.Value, property.PropertyType, here, refusesUnknown, faults, JsonProblems.RangeOf(property));
            }
        }

        foreach (var property in contract.Properties.Where(property => property.IsRequired && !met.Contains(property.Name)))
        {
            faults.Add(MemberPlan.Join(path, property.Name), Fault.Required);
        }
    }

    private void TryRead(JsonElement json, Type type, RangeAttribute? range, string path, ValidationFaults faults)
    {
        try
        {
            json.Deserialize(type, options);
        }
        catch (JsonException broken)
        {
            foreach (var (inside, fault) in JsonProblems.Faults(broken, type, options) ?? [new("", Expectations.Of(type))])
            {
                var told = inside.Length == 0 && fault == Expectations.Of(type) ? Expectations.Of(type, range) : fault;
                faults.Add(inside.StartsWith('[') ? path + inside : MemberPlan.Join(path, inside), told);
            }
        }
    }

    /// <summary>
    /// Second pass: the rules of every readable member. For an unreadable member, the rules of the readable members inside it.
    /// </summary>
    private void Judge(JsonElement json, JsonTypeInfo contract, TypePlan plan, string path, ValidationFaults faults)
    {
        // Rules between members get an object of the members that can be read; those that read another one are skipped.
        var readable = plan.Rules is null ? null : Blank(contract);
        foreach (var member in json.EnumerateObject())
        {
            if (Property(contract, member.Name) is not { } property || plan.Member(member.Name) is not { } rules)
            {
                continue;
            }

            var here = MemberPlan.Join(path, member.Name);
            if (!faults.HasAtOrIn(here))
            {
                var value = Value(member.Value, property);
                rules.Validate(value, path, faults);
                if (readable is not null)
                {
                    property.Set?.Invoke(readable, value);
                }
            }
            else if (
                member.Value.ValueKind is JsonValueKind.Object
                && Contract(property.PropertyType) is { Kind: JsonTypeInfoKind.Object } inner
                && rules.Type is { } inside
            )
            {
                Judge(member.Value, inner, inside, here, faults);
            }
        }

        if (readable is not null)
        {
            plan.ValidateRules(readable, path, faults);
        }
    }

    /// <summary>An object with the default of every member.</summary>
    private static object Blank(JsonTypeInfo contract)
    {
        var blank = RuntimeHelpers.GetUninitializedObject(contract.Type);
        foreach (var property in contract.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value })
            {
                property.Set?.Invoke(blank, value);
            }
        }

        return blank;
    }

    private object? Value(JsonElement json, JsonPropertyInfo property) => NormalText.Read(json, property, options);

    private static JsonPropertyInfo? Property(JsonTypeInfo contract, string name) =>
        contract.Properties.FirstOrDefault(property => property.Name == name);

    private static bool MayBeNull(JsonPropertyInfo property) =>
        Optional.Is(property.PropertyType) && property.AttributeProvider is System.Reflection.PropertyInfo member
            ? Nullability.MayBeNull(member)
            : property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static bool MayBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null || Optional.Is(type);

    private JsonTypeInfo? Contract(Type declared)
    {
        var type = Optional.Unwrap(declared);
        type = Nullable.GetUnderlyingType(type) ?? type;
        return options.TryGetTypeInfo(type, out var contract) ? contract : null;
    }

    /// <summary>A client's own name, cut and made printable.</summary>
    private static string Shown(string name) =>
        string.Concat(
            (name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…")
                .EnumerateRunes()
                .Select(rune => Rune.IsControl(rune) ? Rune.ReplacementChar : rune)
        );
}
