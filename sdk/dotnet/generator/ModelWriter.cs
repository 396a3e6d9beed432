using System.Text;
using System.Text.Json.Nodes;

namespace Community.SdkGenerator;

/// <summary>Writes the schemas: records, sets of words, and the serializer's metadata.</summary>
internal sealed class ModelWriter
{
    private readonly Contract _contract;
    private readonly string _records;

    // Types inside of Optional are read and written by their own metadata.
    private readonly SortedSet<string> _optional = new(StringComparer.Ordinal);

    public ModelWriter(Contract contract)
    {
        _contract = contract;
        // It finds the sets of words that are written inside of other schemas.
        _records = WriteRecords();
    }

    public string Records() => _records;

    public string Words()
    {
        var code = new StringBuilder(Text.Header);
        code.Append(
            """
            using System.Text.Json.Serialization;

            namespace Community.Sdk.Models;

            """
        );
        foreach (var (name, values) in _contract.Words)
        {
            var description = _contract.DescriptionOfWord(name);
            code.Append('\n');
            code.Comment(0, "summary", description.Length > 0 ? description : $"A word of the API; a new one may come at any time");
            code.Append(
                $$"""
                [JsonConverter(typeof(WordConverter<{{name}}>))]
                public readonly record struct {{name}} : IWord<{{name}}>
                {
                    private readonly string? _value;

                    /// <summary>Any word, also one that this version of the SDK does not know.</summary>
                    public {{name}}(string value) => _value = value;

                    /// <inheritdoc/>
                    public string Value => _value ?? "";

                    /// <inheritdoc/>
                    public static {{name}} From(string value) => new(value);

                    /// <summary>The word as a value.</summary>
                    public static implicit operator {{name}}(string value) => new(value);

                    /// <inheritdoc/>
                    public override string ToString() => Value;

                """
            );
            foreach (var value in values)
            {
                var member = Text.Pascal(value);
                code.Append($"\n    /// <summary><c>{value}</c></summary>\n");
                code.Append($"    public static {name} {(member is "Value" or "From" ? member + "Word" : member)} => new(\"{value}\");\n");
            }

            code.Append("}\n");
        }

        return code.ToString();
    }

    public string JsonContext()
    {
        var code = new StringBuilder(Text.Header);
        code.Append(
            """
            using System.Text.Json;
            using System.Text.Json.Serialization;
            using Community.Sdk.Models;
            using Community.Sdk.Realtime;

            namespace Community.Sdk;

            /// <summary>
            /// The metadata of every type that is sent or read, made while compiling: it works trimmed and compiled ahead of time.
            /// </summary>
            [JsonSourceGenerationOptions(
                GenerationMode = JsonSourceGenerationMode.Metadata,
                PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]

            """
        );
        var lists = _contract.Methods.SelectMany(method => method.Answers).Select(answer => answer.Type.Name);
        var own = (string[])
            [
                "bool",
                "double",
                "Guid",
                "int",
                "JsonElement",
                "long",
                "string",
                "Dictionary<string, JsonElement>",
                "Dictionary<string, string>",
                "HubMember",
                "HubPerson",
                "HubReactions",
                "HubRecent",
                "HubPresence",
                "HubUnread",
                "HubThreadChange",
                "HubCommunityChange",
                "HubRoleChange",
                "HubTicketChange",
                "HubRead",
                "HubError",
                "HubJoined",
                "HubResumed",
            ];
        foreach (
            var type in _contract
                .Objects.Select(schema => schema.Name)
                .Concat(lists)
                .Concat(_optional)
                .Concat(own)
                .Distinct(StringComparer.Ordinal)
        )
        {
            code.Append($"[JsonSerializable(typeof({type}))]\n");
        }

        return code.Append("internal sealed partial class CommunityJson : JsonSerializerContext;\n").ToString();
    }

    private string WriteRecords()
    {
        var code = new StringBuilder(Text.Header);
        code.Append(
            """
            using System.Text.Json;
            using System.Text.Json.Serialization;

            namespace Community.Sdk.Models;

            """
        );
        foreach (var (name, schema) in _contract.Objects)
        {
            code.Append('\n');
            code.Comment(0, "summary", (string?)schema["description"] ?? $"{name} of the API");
            code.Append($"public sealed record {name}\n{{\n");
            var required = schema["required"]?.AsArray().Select(one => (string)one!).ToHashSet(StringComparer.Ordinal) ?? [];
            var isFirst = true;
            foreach (var (wire, member) in _contract.Members(name))
            {
                code.Append(isFirst ? "" : "\n");
                isFirst = false;
                WriteMember(code, name, wire, member!.AsObject(), required.Contains(wire));
            }

            code.Append("}\n");
        }

        return code.ToString();
    }

    private void WriteMember(StringBuilder code, string owner, string wire, JsonObject schema, bool isRequired)
    {
        var name = Text.Pascal(wire) is var pascal && pascal == owner ? $"{pascal}Value" : pascal;
        var type = _contract.TypeOf(schema, owner + Text.Pascal(wire));
        var mayBeNull = Contract.MayBeNull(schema);
        var isSent = _contract.IsStrict(owner);
        var isOptional = !isRequired || (wire == "client_id" && _contract.WithClientId.Contains(owner));
        var attributes = $"JsonPropertyName(\"{wire}\")";
        var description = (string?)schema["description"] ?? "";
        code.Comment(4, "summary", description.Length > 0 ? description : $"{wire} of {owner}");
        if (isOptional && _contract.Patches.Contains(owner))
        {
            _optional.Add(type.IsValue && mayBeNull ? type.OrNull : type.Name);
            var written = mayBeNull ? type.OrNull : type.Name;
            code.Append($"    [{attributes}, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]\n");
            code.Append($"    [JsonConverter(typeof(OptionalConverter<{(type.IsValue ? written : type.Name)}>))]\n");
            code.Append($"    public Optional<{written}> {name} {{ get; init; }}\n");
        }
        else if (isSent && isOptional)
        {
            code.Append($"    [{attributes}, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]\n");
            code.Append($"    public {type.OrNull} {name} {{ get; init; }}\n");
        }
        else if (mayBeNull)
        {
            var keyword = isSent && !_contract.Answers.Contains(owner) ? "required " : "";
            code.Append($"    [{attributes}]\n    public {keyword}{type.OrNull} {name} {{ get; init; }}\n");
        }
        else if (isSent)
        {
            code.Append($"    [{attributes}]\n    public required {type.Name} {name} {{ get; init; }}\n");
        }
        else if (!isRequired)
        {
            code.Append($"    [{attributes}]\n    public {type.OrNull} {name} {{ get; init; }}\n");
        }
        else if (type.IsValue)
        {
            code.Append($"    [{attributes}]\n    public {type.Name} {name} {{ get; init; }}\n");
        }
        else
        {
            // A server may leave out members that a newer or older one sends.
            code.Append($"    [{attributes}]\n    public {type.Name} {name} {{ get => field ?? {type.Default}; init; }}\n");
        }
    }
}
