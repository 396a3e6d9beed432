using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Community.Platform.Http.Validation;

/// <summary>The faults of a request, in the order in which they are found.</summary>
internal sealed class ValidationFaults(IServiceProvider services)
{
    private readonly List<FieldFault> _all = [];
    private HashSet<string>? _fields;

    public IReadOnlyList<FieldFault> All => _all;

    /// <summary>The paths that have a fault.</summary>
    public IReadOnlyCollection<string> Fields => _fields ?? (IReadOnlyCollection<string>)[];

    public IServiceProvider Services => services;

    /// <summary>
    /// The most paths in an answer, so that a hostile body with a megabyte of faults does not get an answer of a megabyte.
    /// </summary>
    public const int Most = 50;

    public bool IsFull => _fields?.Count >= Most;

    public bool Has(string path) => _fields?.Contains(path) == true;

    /// <summary>Whether a member, or something inside it, has a fault.</summary>
    public bool HasAtOrIn(string member) =>
        Fields.Any(path =>
            path.StartsWith(member, StringComparison.Ordinal) && (path.Length == member.Length || path[member.Length] is '.' or '[')
        );

    public void Add(string path, Fault fault) => Add(new(path, fault));

    public void Add(FieldFault fault)
    {
        if (IsFull && !Has(fault.Field))
        {
            return;
        }

        (_fields ??= new(StringComparer.Ordinal)).Add(fault.Field);
        _all.Add(fault);
    }
}

/// <summary>The rules of each type, found by reflection once and cached: a request costs only the checks of existing attributes.</summary>
internal sealed class ValidationPlans(JsonSerializerOptions json)
{
    private readonly ConcurrentDictionary<Type, TypePlan?> _plans = new();

    /// <summary>The rules of an argument that is bound member by member (<c>[AsParameters]</c>).</summary>
    public TypePlan ForBound(ParameterInfo parameter) => ForBound(parameter.ParameterType);

    /// <summary>The rules of an endpoint's argument, or null where there are none.</summary>
    public MemberPlan? ForParameter(ParameterInfo parameter)
    {
        var bound = parameter.IsDefined(typeof(AsParametersAttribute));
        var isBody =
            !bound
            && parameter.GetCustomAttributes().All(a => a is not IFromQueryMetadata and not IFromRouteMetadata and not IFromHeaderMetadata);
        var type =
            bound ? ForBound(parameter.ParameterType)
            : isBody ? ForType(parameter.ParameterType)
            : null;
        var rules = parameter.GetCustomAttributes<ValidationAttribute>(inherit: true).ToArray();
        var name = bound || (isBody && type is not null) ? "" : WireNames.Of(parameter.Name!, parameter.GetCustomAttributes());
        var plan = new MemberPlan(name, static value => value, rules, type, refusesNull: false);
        return plan.IsEmpty ? null : plan;
    }

    private TypePlan ForBound(Type type)
    {
        var plan = new TypePlan();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var attributes = WireNames.Attributes(property);
            if (attributes.Any(a => a is FromServicesAttribute) || property.GetIndexParameters().Length > 0)
            {
                continue;
            }

            var isBody = attributes.Any(a => a is IFromBodyMetadata);
            var name = isBody ? "" : WireNames.Of(property.Name, attributes);
            plan.Add(
                new(
                    name,
                    property.GetValue,
                    [.. attributes.OfType<ValidationAttribute>()],
                    isBody ? ForType(property.PropertyType) : null,
                    false
                )
                {
                    ClrName = property.Name,
                }
            );
        }

        plan.Rules = RequestRulesOf.Type(type);
        return plan;
    }

    /// <summary>The rules of a body, or null where there are none.</summary>
    // A type that contains itself meets its own, still growing plan in the dictionary.
    public TypePlan? ForType(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(object))
        {
            return null;
        }

        if (_plans.TryGetValue(type, out var known))
        {
            return known;
        }

        if (Contract(type) is not { } contract)
        {
            return null;
        }

        var plan = new TypePlan { Rules = RequestRulesOf.Type(type) };
        _plans[type] = plan;
        if (contract.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            plan.Elements = contract.ElementType is { } element && !type.IsAssignableTo(typeof(byte[])) ? ForType(element) : null;
            plan.IsDictionary = contract.Kind is JsonTypeInfoKind.Dictionary;
        }

        foreach (var property in contract.Properties.Where(p => p.Get is not null))
        {
            plan.Add(ForProperty(property));
        }

        return plan;
    }

    private JsonTypeInfo? Contract(Type type)
    {
        try
        {
            return json.GetTypeInfo(type);
        }
        catch (Exception unsupported) when (unsupported is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private MemberPlan ForProperty(JsonPropertyInfo property)
    {
        var member = property.AttributeProvider as PropertyInfo;
        var rules = member is null ? [] : WireNames.Attributes(member).OfType<ValidationAttribute>().ToArray();
        var inner = Optional.Unwrap(property.PropertyType);
        var refusesNull = inner != property.PropertyType && !inner.IsValueType && member is not null && !Nullability.MayBeNull(member);
        return new(property.Name, property.Get!, rules, ForType(inner), refusesNull)
        {
            ClrName = member?.Name,
            RefusesNullElements = member is not null && Nullability.RefusesNullElements(member),
        };
    }
}

/// <summary>The rules of an object's members, or of a collection's elements.</summary>
internal sealed class TypePlan
{
    private readonly List<MemberPlan> _members = [];
    private bool _asked;

    /// <summary>The rules between its members; null: there are none.</summary>
    public IRequestRules? Rules { get; set; }

    public bool IsDictionary { get; set; }

    public TypePlan? Elements { get; set; }

    /// <summary>Whether no member at any depth has a rule. A recursive type adds no rules by its recursion.</summary>
    public bool IsEmpty
    {
        get
        {
            if (_asked)
            {
                return true;
            }

            _asked = true;
            var empty = Rules is null && Elements?.IsEmpty != false && _members.TrueForAll(m => m.IsEmpty);
            _asked = false;
            return empty;
        }
    }

    public void Add(MemberPlan member) => _members.Add(member);

    public void Validate(object value, string path, ValidationFaults faults)
    {
        if (Elements is not null)
        {
            ValidateElements(value, path, faults);
            return;
        }

        foreach (var member in _members)
        {
            member.Validate(member.Get(value), path, faults);
        }

        ValidateRules(value, path, faults);
    }

    private void ValidateElements(object value, string path, ValidationFaults faults)
    {
        if (IsDictionary)
        {
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                if (entry.Value is not null)
                {
                    Elements!.Validate(entry.Value, MemberPlan.Join(path, entry.Key.ToString()!), faults);
                }
            }

            return;
        }

        var index = 0;
        foreach (var element in (IEnumerable)value)
        {
            if (element is not null)
            {
                Elements!.Validate(element, $"{path}[{index}]", faults);
            }

            index++;
        }
    }

    /// <summary>
    /// Checks the rules between members whose members have no fault yet, so that one pass finds all faults and each only once.
    /// </summary>
    public void ValidateRules(object value, string path, ValidationFaults faults)
    {
        if (Rules is null)
        {
            return;
        }

        // All are found before one is added: a rule's own fault does not keep another rule from being checked.
        foreach (var (at, fault) in Rules.FaultsOf(value, member => !faults.HasAtOrIn(PathOf(member, path)), faults.Services).ToList())
        {
            faults.Add(PathOf(at, path), fault);
        }
    }

    private string PathOf(string name, string path) => MemberPlan.Join(path, _members.Find(member => member.ClrName == name)?.Name ?? name);

    /// <summary>The rules of a member, by its name in JSON.</summary>
    public MemberPlan? Member(string name) => _members.Find(m => m.Name == name);
}

/// <summary>The rules of one member or argument, and of the members inside it.</summary>
internal sealed class MemberPlan(string name, Func<object, object?> get, ValidationAttribute[] rules, TypePlan? type, bool refusesNull)
{
    public string Name => name;

    public string? ClrName { get; init; }

    public bool RefusesNullElements { get; init; }

    public Func<object, object?> Get => get;

    /// <summary>The rules of the members inside, or null if there are none.</summary>
    public TypePlan? Type => type;

    public bool IsEmpty => rules.Length == 0 && !refusesNull && !RefusesNullElements && type?.IsEmpty != false;

    public static string Join(string path, string name) =>
        path.Length == 0 ? name
        : name.Length == 0 ? path
        : $"{path}.{name}";

    public void Validate(object? value, string path, ValidationFaults faults)
    {
        if (value is IOptional optional)
        {
            if (!optional.IsSet)
            {
                return;
            }

            value = optional.Value;
            if (value is null && refusesNull)
            {
                faults.Add(Join(path, name), Fault.Null);
                return;
            }
        }

        Check(value, path, faults);
    }

    private void Check(object? value, string path, ValidationFaults faults)
    {
        var here = Join(path, name);
        foreach (var rule in rules)
        {
            if (RuleFaults.IsForElements(rule) && value is IEnumerable elements and not string)
            {
                CheckElements(rule, elements, here, faults);
            }
            else
            {
                Check(rule, value, here, faults);
            }
        }

        if (RefusesNullElements && value is IEnumerable all)
        {
            RefuseNulls(all, here, faults);
        }

        if (value is not null)
        {
            type?.Validate(value, here, faults);
        }
    }

    private static void RefuseNulls(IEnumerable elements, string here, ValidationFaults faults)
    {
        if (elements is IDictionary entries)
        {
            foreach (var key in entries.Keys.Cast<object>().Where(key => entries[key] is null))
            {
                faults.Add(Join(here, key.ToString()!), Fault.Null);
            }

            return;
        }

        foreach (var (index, element) in elements.Cast<object?>().Index())
        {
            if (element is null)
            {
                faults.Add($"{here}[{index}]", Fault.Null);
            }
        }
    }

    private void CheckElements(ValidationAttribute rule, IEnumerable elements, string here, ValidationFaults faults)
    {
        var index = 0;
        foreach (var element in elements)
        {
            Check(rule, element, $"{here}[{index++}]", faults);
        }
    }

    private void Check(ValidationAttribute rule, object? value, string here, ValidationFaults faults)
    {
        if (RuleFaults.Of(rule, value, name, faults.Services) is { } fault)
        {
            faults.Add(here.Length == 0 ? "body" : here, fault);
        }
    }
}
