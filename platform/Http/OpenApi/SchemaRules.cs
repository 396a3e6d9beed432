using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Community.Platform.Http.Validation;
using Microsoft.OpenApi;

namespace Community.Platform.Http.OpenApi;

/// <summary>Translates validation attributes that the framework does not see (on record parameters) to JSON Schema.</summary>
internal static class SchemaRules
{
    public static void Apply(OpenApiSchema schema, IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Apply(schema, attribute);
        }
    }

    private static void Apply(OpenApiSchema schema, Attribute attribute)
    {
        if (RuleFaults.IsForElements(attribute) && schema.Items is OpenApiSchema items)
        {
            Apply(items, attribute);
            return;
        }

        var isList = schema.Type?.HasFlag(JsonSchemaType.Array) == true;
        switch (attribute)
        {
            case StringLengthAttribute text:
                (schema.MinLength, schema.MaxLength) = (text.MinimumLength > 0 ? text.MinimumLength : null, text.MaximumLength);
                break;
            case LengthAttribute size when isList:
                (schema.MinItems, schema.MaxItems) = (size.MinimumLength, size.MaximumLength);
                break;
            case LengthAttribute size:
                (schema.MinLength, schema.MaxLength) = (size.MinimumLength, size.MaximumLength);
                break;
            case MaxLengthAttribute size when isList:
                schema.MaxItems = size.Length;
                break;
            case MaxLengthAttribute size:
                schema.MaxLength = size.Length;
                break;
            case MinLengthAttribute size when isList:
                schema.MinItems = size.Length;
                break;
            case MinLengthAttribute size:
                schema.MinLength = size.Length;
                break;
            case RangeAttribute range:
                schema.Minimum = Number(range.Minimum);
                schema.Maximum = range.Maximum is int.MaxValue or double.MaxValue or double.PositiveInfinity ? null : Number(range.Maximum);
                break;
            case RegularExpressionAttribute pattern:
                schema.Pattern = pattern.Pattern;
                break;
            case EmailAddressAttribute:
                schema.Format = "email";
                break;
            case HttpsUrlAttribute:
                schema.Format = "uri";
                break;
        }
    }

    private static string? Number(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
