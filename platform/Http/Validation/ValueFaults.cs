using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Community.Platform.Http.Validation;

/// <summary>
/// Finds all faults of the values in an endpoint's query, route and headers, in one pass. The framework stops at the first value that it
/// cannot bind. So this runs only if binding failed, or if the body is refused.
/// </summary>
internal sealed class ValueFaults
{
    private static readonly MethodInfo ParseOf = typeof(ValueFaults).GetMethod(
        nameof(Parse),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private readonly IReadOnlyList<Argument> _arguments;

    private ValueFaults(IReadOnlyList<Argument> arguments) => _arguments = arguments;

    private enum Source
    {
        Query,
        Route,
        Header,
    }

    public static ValueFaults Of(Endpoint endpoint, ValidationPlans plans)
    {
        string[] inRoute = [.. (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(parameter => parameter.Name) ?? []];
        return new([
            .. (endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
                .Select(parameter => Argument.Of(parameter, inRoute, plans))
                .OfType<Argument>(),
        ]);
    }

    /// <summary>Adds the faults by the names that the client uses.</summary>
    public void Find(HttpContext http, ValidationFaults faults)
    {
        foreach (var argument in _arguments)
        {
            argument.Find(http, faults);
        }
    }

    private static object? Parse<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>An argument of the handler: one value, or a record whose members are bound one by one.</summary>
    private sealed record Argument(IReadOnlyList<Value> Values, TypePlan? Bound, Type? BoundType)
    {
        public static Argument? Of(ParameterInfo parameter, string[] inRoute, ValidationPlans plans)
        {
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                var plan = plans.ForBound(parameter);
                // A property without a setter is computed from the others, and is no input.
                var inputs = parameter
                    .ParameterType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.SetMethod is not null);
                return new(
                    [.. inputs.Select(property => Value.Of(property, inRoute, plan)).OfType<Value>()],
                    plan,
                    parameter.ParameterType
                );
            }

            return Value.Of(parameter, inRoute, plans) is { } value ? new([value], null, null) : null;
        }

        public void Find(HttpContext http, ValidationFaults faults)
        {
            var bound = Bound?.Rules is null ? null : RuntimeHelpers.GetUninitializedObject(BoundType!);
            foreach (var value in Values)
            {
                if (value.TryRead(http, faults, out var read))
                {
                    value.Rules?.Validate(read, "", faults);
                    if (bound is not null && read is not null)
                    {
                        value.Property!.SetValue(bound, read);
                    }
                }
            }

            if (bound is not null)
            {
                Bound!.ValidateRules(bound, "", faults);
            }
        }
    }

    /// <summary>A value that a client writes as text.</summary>
    private sealed record Value(
        string Name,
        string Key,
        Source From,
        Type Declared,
        bool IsRequired,
        object? Default,
        RangeAttribute? Range,
        MemberPlan? Rules,
        PropertyInfo? Property
    )
    {
        private readonly Func<string, object?>? _parse = ParserOf(Element(Declared));

        public static Value? Of(ParameterInfo parameter, string[] inRoute, ValidationPlans plans)
        {
            var nullability = new NullabilityInfoContext().Create(parameter).WriteState;
            return Of(
                parameter.Name!,
                parameter.ParameterType,
                [.. parameter.GetCustomAttributes()],
                inRoute,
                IsRequiredWhere(parameter.ParameterType, nullability, parameter.HasDefaultValue),
                parameter.HasDefaultValue ? parameter.DefaultValue : null,
                () => plans.ForParameter(parameter),
                null
            );
        }

        public static Value? Of(PropertyInfo property, string[] inRoute, TypePlan plan)
        {
            var parameter = property
                .DeclaringType!.GetConstructors()
                .SelectMany(constructor => constructor.GetParameters())
                .FirstOrDefault(candidate =>
                    string.Equals(candidate.Name, property.Name, StringComparison.OrdinalIgnoreCase)
                    && candidate.ParameterType == property.PropertyType
                );
            var attributes = WireNames.Attributes(property);
            var nullability = new NullabilityInfoContext().Create(property).WriteState;
            return Of(
                property.Name,
                property.PropertyType,
                attributes,
                inRoute,
                IsRequiredWhere(property.PropertyType, nullability, parameter?.HasDefaultValue == true),
                parameter?.HasDefaultValue == true ? parameter.DefaultValue : null,
                () => plan.Member(WireNames.Of(property.Name, attributes)),
                property
            );
        }

        /// <summary>Reads the value, or adds its faults.</summary>
        public bool TryRead(HttpContext http, ValidationFaults faults, out object? value)
        {
            value = Default;
            var given = From switch
            {
                Source.Route => http.Request.RouteValues.TryGetValue(Key, out var text) ? new StringValues(text?.ToString()) : default,
                Source.Header => http.Request.Headers[Key],
                _ => http.Request.Query[Key],
            };
            if (Declared.IsArray)
            {
                return TryReadAll(given, faults, out value);
            }

            if (given.Count == 0 || (string.IsNullOrEmpty(given[0]) && _parse is not null && !IsRequired))
            {
                if (IsRequired)
                {
                    faults.Add(Name, Fault.Required);
                }

                return !IsRequired;
            }

            return TryReadOne(given.ToString(), faults, out value);
        }

        private bool TryReadAll(StringValues given, ValidationFaults faults, out object? value)
        {
            var all = Array.CreateInstance(Declared.GetElementType()!, given.Count);
            value = all;
            for (var i = 0; i < given.Count; i++)
            {
                if (!TryReadOne(given[i] ?? "", faults, out var one))
                {
                    return false;
                }

                all.SetValue(one, i);
            }

            return true;
        }

        private bool TryReadOne(string text, ValidationFaults faults, out object? value)
        {
            value =
                _parse is null ? text
                : RequestInputs.IsWrittenAs(Declared, text) ? _parse(text)
                : null;
            if (value is null)
            {
                faults.Add(Name, Expectations.Of(Element(Declared), Range));
            }

            return value is not null;
        }

        private static Value? Of(
            string clrName,
            Type type,
            IReadOnlyList<Attribute> attributes,
            string[] inRoute,
            bool isRequired,
            object? standard,
            Func<MemberPlan?> rules,
            PropertyInfo? property
        )
        {
            if (
                (Element(type) != typeof(string) && ParserOf(Element(type)) is null)
                || attributes.Any(attribute => attribute is IFromBodyMetadata or IFromFormMetadata)
            )
            {
                return null;
            }

            var key =
                attributes
                    .Select(attribute =>
                        attribute switch
                        {
                            IFromQueryMetadata query => query.Name,
                            IFromRouteMetadata route => route.Name,
                            IFromHeaderMetadata header => header.Name,
                            _ => null,
                        }
                    )
                    .FirstOrDefault(name => name is not null)
                ?? clrName;
            var source =
                attributes.Any(attribute => attribute is IFromHeaderMetadata) ? Source.Header
                : inRoute.Contains(key, StringComparer.OrdinalIgnoreCase) && !attributes.Any(attribute => attribute is IFromQueryMetadata)
                    ? Source.Route
                : Source.Query;
            return new(
                WireNames.Of(clrName, attributes),
                key,
                source,
                type,
                isRequired,
                standard,
                attributes.OfType<RangeAttribute>().FirstOrDefault(),
                rules(),
                property
            );
        }

        private static bool IsRequiredWhere(Type type, NullabilityState nullability, bool hasDefault) =>
            !hasDefault && !type.IsArray && Nullable.GetUnderlyingType(type) is null && nullability is not NullabilityState.Nullable;

        private static Type Element(Type declared)
        {
            var type = declared.IsArray ? declared.GetElementType()! : declared;
            return Nullable.GetUnderlyingType(type) ?? type;
        }

        /// <summary>
        /// The parser of a type, which returns null for invalid text. Null for text itself, and for types that are not bound from text.
        /// </summary>
        private static Func<string, object?>? ParserOf(Type type) =>
            type != typeof(string)
            && type.GetInterfaces()
                .Any(face =>
                    face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IParsable<>) && face.GenericTypeArguments[0] == type
                )
                ? ParseOf.MakeGenericMethod(type).CreateDelegate<Func<string, object?>>()
                : null;
    }
}
