using System.Text.Json.Nodes;

namespace Community.SdkGenerator;

/// <summary>How the pages of a list follow each other.</summary>
internal enum Paging
{
    None,

    /// <summary>By cursor or page number.</summary>
    Pages,

    /// <summary>By message numbers, backwards or forwards.</summary>
    Messages,

    /// <summary>By numbers, forwards.</summary>
    After,
}

/// <summary>A C# type.</summary>
/// <param name="Name">As it is written in code, without a question mark.</param>
/// <param name="IsValue">Whether it is a value type.</param>
/// <param name="Default">The value in place of a missing one, for reference types.</param>
internal sealed record CsType(string Name, bool IsValue, string Default = "")
{
    public string OrNull => $"{Name}?";
}

/// <summary>A parameter of an operation.</summary>
internal sealed record Parameter(string Wire, string Name, CsType Type, bool IsRequired, string Description, bool IsWord);

/// <summary>A method of a resource.</summary>
internal sealed record Method(string Resource, string Name, string Verb, string Path, string Summary, string Description)
{
    public string Class => $"{Text.Pascal(Resource)}Resource";

    public string Token => $"{Text.Pascal(Resource)}{Text.Pascal(Name)}";

    public string QueryType => $"{Token}Query";

    public required IReadOnlyList<Parameter> PathParameters { get; init; }

    public required IReadOnlyList<Parameter> Query { get; init; }

    /// <summary>The body's schema; null: there is none, or it is a file.</summary>
    public string? Body { get; init; }

    public bool IsBodyOptional { get; init; }

    public bool IsUpload { get; init; }

    /// <summary>The JSON answers, with their statuses.</summary>
    public required IReadOnlyList<(int Status, CsType Type)> Answers { get; init; }

    /// <summary>The answer's schema, if it has one name.</summary>
    public string? AnswerSchema { get; init; }

    public bool IsDownload => Answers.Count == 0 && Verb == "GET";

    public Paging Paging { get; init; }

    /// <summary>The element type of a list.</summary>
    public CsType? Item { get; init; }

    public bool TakesKey { get; init; }

    public bool TakesClientId { get; init; }

    public bool IsOpen { get; init; }

    public bool GivesTokens { get; init; }

    public bool EndsSession => $"{Verb} {Path}" is "POST /auth/logout" or "POST /auth/logout-all" or "DELETE /users/me";

    /// <summary>The answer as C# writes it; empty: there is none.</summary>
    public string Answer =>
        Answers switch
        {
            [] => IsDownload ? "Download" : "",
            [var (_, type)] => type.Name,
            [var (_, first), var (_, second)] => $"Either<{first.Name}, {second.Name}>",
            _ => throw new InvalidOperationException($"{Verb} {Path} has more than two answers. Teach the generator."),
        };
}

/// <summary>Reads openapi/v1.json with names.json: a method for each operation, and the schemas that the methods need.</summary>
internal sealed class Contract
{
    private const string Prefix = "/api/v1";

    // Sent by the hub, so that they are needed whatever the operations are.
    private static readonly string[] OfTheHub =
    [
        "CallView",
        "MessageView",
        "NotificationView",
        "PostMessage",
        "Problem",
        "SyncView",
        "ThreadView",
        "UnreadCount",
    ];

    private readonly JsonObject _schemas;
    private readonly SortedDictionary<string, string[]> _words = new(StringComparer.Ordinal);

    public Contract(JsonObject document, JsonObject names)
    {
        _schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var (name, schema) in _schemas)
        {
            if (schema!["enum"] is JsonArray values)
            {
                _words[name] = Values(values);
            }
        }

        var operations = (
            from path in document["paths"]!.AsObject()
            from verb in path.Value!.AsObject()
            let shortPath = path.Key.StartsWith(Prefix, StringComparison.Ordinal) ? path.Key[Prefix.Length..] : path.Key
            select (Key: $"{verb.Key.ToUpperInvariant()} {shortPath}", Operation: verb.Value!.AsObject())
        ).ToDictionary(pair => pair.Key, pair => pair.Operation, StringComparer.Ordinal);
        var leftOut = names["left_out"]!.AsObject().Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var named = (
            from resource in names["resources"]!.AsObject()
            from method in resource.Value!.AsObject()
            select (Resource: resource.Key, Method: method.Key, Operation: (string)method.Value!)
        ).ToList();
        var unnamed = operations.Keys.Where(key => !leftOut.Contains(key) && named.TrueForAll(name => name.Operation != key)).ToList();
        var missing = named.Select(name => name.Operation).Concat(leftOut).Where(key => !operations.ContainsKey(key)).ToList();
        if (unnamed.Count + missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"names.json and openapi/v1.json differ in {string.Join(", ", unnamed.Concat(missing))}. Run ./community docs."
            );
        }

        Requests = Reachable(
            operations.Values.SelectMany(operation => References(operation["requestBody"]?["content"]?["application/json"]))
        );
        Methods = [.. named.Select(name => Read(name.Resource, name.Method, name.Operation, operations[name.Operation]))];
        Answers = Reachable([.. OfTheHub, .. operations.Values.SelectMany(AnswersOf).SelectMany(answer => References(answer.Schema))]);
        Patches = [.. Methods.Where(method => method.Verb == "PATCH").Select(method => method.Body!)];
        WithClientId = [.. Methods.Where(method => method.TakesClientId).Select(method => method.Body!)];
    }

    public IReadOnlyList<Method> Methods { get; }

    /// <summary>The schemas inside of bodies.</summary>
    public HashSet<string> Requests { get; }

    /// <summary>The schemas inside of answers.</summary>
    public HashSet<string> Answers { get; }

    /// <summary>The bodies whose members can be left as they are.</summary>
    public HashSet<string> Patches { get; }

    /// <summary>The bodies whose client_id the SDK makes.</summary>
    public HashSet<string> WithClientId { get; }

    /// <summary>Sets of words, by the names of their types.</summary>
    public IReadOnlyDictionary<string, string[]> Words => _words;

    /// <summary>The needed object schemas, in order.</summary>
    public IEnumerable<(string Name, JsonObject Schema)> Objects =>
        from schema in _schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)
        where Requests.Contains(schema.Key) || Answers.Contains(schema.Key)
        where schema.Value!["properties"] is not null || (string?)schema.Value["type"] == "object"
        select (schema.Key, schema.Value!.AsObject());

    public string DescriptionOfWord(string name) => (string?)_schemas[name]?["description"] ?? "";

    /// <summary>The members of a schema.</summary>
    public JsonObject Members(string schema) => _schemas[schema]!["properties"]?.AsObject() ?? [];

    /// <summary>The C# type of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="owner">A name for a set of words that has none.</param>
    public CsType TypeOf(JsonObject schema, string owner)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            var name = NameOf(reference);
            return name is "JsonElement" ? new("JsonElement", IsValue: true)
                : _words.ContainsKey(name) ? new(name, IsValue: true)
                : new(name, IsValue: false, IsStrict(name) ? "null!" : "new()");
        }

        if (schema["oneOf"] is JsonArray options)
        {
            return TypeOf(options.Select(option => option!.AsObject()).Single(option => !IsNull(option)), owner);
        }

        if (schema["enum"] is JsonArray values)
        {
            return new(WordsOf(Values(values), owner), IsValue: true);
        }

        return (TypesOf(schema).SingleOrDefault(type => type != "null"), (string?)schema["format"]) switch
        {
            ("string", "uuid") => new("Guid", IsValue: true),
            ("string", "date-time") or (null, "date-time") => new("DateTimeOffset", IsValue: true),
            ("string", "date") or (null, "date") => new("DateOnly", IsValue: true),
            ("string", _) => new("string", IsValue: false, "\"\""),
            ("boolean", _) => new("bool", IsValue: true),
            ("integer", "int32") => new("int", IsValue: true),
            ("integer", _) => new("long", IsValue: true),
            ("number", _) => new("double", IsValue: true),
            ("array", _) => new($"IReadOnlyList<{ElementOf(schema["items"], owner)}>", IsValue: false, "[]"),
            ("object", _) => new(
                $"IReadOnlyDictionary<string, {ElementOf(schema["additionalProperties"], owner)}>",
                IsValue: false,
                $"new Dictionary<string, {ElementOf(schema["additionalProperties"], owner)}>()"
            ),
            _ => new("JsonElement", IsValue: true),
        };
    }

    /// <summary>Whether null is one of the values.</summary>
    public static bool MayBeNull(JsonObject schema) =>
        TypesOf(schema).Contains("null", StringComparer.Ordinal)
        || schema["oneOf"]?.AsArray().Any(option => IsNull(option!.AsObject())) == true;

    /// <summary>
    /// Whether a type is sent, so that its required members have to be set; a type that is only read accepts missing members.
    /// </summary>
    public bool IsStrict(string schema) => Requests.Contains(schema);

    private static bool IsNull(JsonObject schema) => TypesOf(schema) is ["null"];

    private static string[] TypesOf(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => (string)type!)],
            { } one => [(string)one!],
            _ => [],
        };

    private string ElementOf(JsonNode? schema, string owner) => schema is JsonObject element ? TypeOf(element, owner).Name : "JsonElement";

    private static string NameOf(string reference) => reference[(reference.LastIndexOf('/') + 1)..];

    private static string[] Values(JsonArray values) => [.. values.Where(value => value is not null).Select(value => (string)value!)];

    /// <summary>The set of words with these values: a schema's, or one that is named here.</summary>
    private string WordsOf(string[] values, string owner)
    {
        var known = _words.FirstOrDefault(pair =>
            pair.Value.Order(StringComparer.Ordinal).SequenceEqual(values.Order(StringComparer.Ordinal), StringComparer.Ordinal)
        );
        if (known.Key is not null)
        {
            return known.Key;
        }

        var name = owner == "ProblemReason" ? "Reason" : owner;
        _words.Add(name, values);
        return name;
    }

    private Method Read(string resource, string name, string key, JsonObject operation)
    {
        var (verb, path) = (key[..key.IndexOf(' ', StringComparison.Ordinal)], key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var owner = Text.Pascal(resource) + Text.Pascal(name);
        var parameters = operation["parameters"]?.AsArray().Select(parameter => parameter!.AsObject()).ToList() ?? [];
        var content = operation["requestBody"]?["content"]?.AsObject();
        var json = content?["application/json"]?["schema"]?.AsObject();
        var body = json is null ? null : References(json).Single();
        var answers = AnswersOf(operation).ToList();
        var types = answers
            .Select(answer => (answer.Status, Type: TypeOf(answer.Schema, owner)))
            .DistinctBy(answer => answer.Type.Name, StringComparer.Ordinal)
            .ToList();
        var schema = types.Count == 1 && answers[0].Schema.ContainsKey("$ref") ? types[0].Type.Name : null;
        var members = schema is null ? [] : Members(schema);
        bool HasQuery(string parameter) => parameters.Exists(one => (string?)one["in"] == "query" && (string?)one["name"] == parameter);
        var paging = (members.ContainsKey("items"), members.ContainsKey("next_cursor"), members.ContainsKey("next_after_seq")) switch
        {
            (true, _, _) when HasQuery("cursor") => Paging.Pages,
            (_, true, _) when HasQuery("before_seq") => Paging.Messages,
            (_, true, _) or (_, _, true) when HasQuery("after_seq") => Paging.After,
            _ => Paging.None,
        };
        var items = members["items"] ?? members["entries"];
        return new(resource, name, verb, path, (string?)operation["summary"] ?? "", (string?)operation["description"] ?? "")
        {
            PathParameters =
            [
                .. parameters
                    .Where(parameter => (string?)parameter["in"] == "path")
                    .OrderBy(parameter => path.IndexOf($"{{{(string)parameter["name"]!}}}", StringComparison.Ordinal))
                    .Select(parameter => ParameterOf(parameter, owner)),
            ],
            Query =
            [
                .. parameters.Where(parameter => (string?)parameter["in"] == "query").Select(parameter => ParameterOf(parameter, owner)),
            ],
            Body = body,
            IsBodyOptional = json is not null && (MayBeNull(json) || (bool?)operation["requestBody"]!["required"] != true),
            IsUpload = content is not null && json is null,
            Answers = types,
            AnswerSchema = schema,
            Paging = items is null ? Paging.None : paging,
            Item = paging == Paging.None || items is null ? null : TypeOf(items["items"]!.AsObject(), owner),
            TakesKey = parameters.Exists(one => (string?)one["in"] == "header" && (string?)one["name"] == "Idempotency-Key"),
            TakesClientId = verb == "POST" && body is not null && Members(body).ContainsKey("client_id"),
            IsOpen = operation["security"] is null,
            GivesTokens = members.ContainsKey("access_token"),
        };
    }

    private Parameter ParameterOf(JsonObject parameter, string owner)
    {
        var (wire, schema) = ((string)parameter["name"]!, parameter["schema"]!.AsObject());
        var type = TypeOf(schema, owner + Text.Pascal(wire));
        return new(
            wire,
            (string?)parameter["in"] == "path" ? Text.Camel(wire) : Text.Pascal(wire),
            type,
            (bool?)parameter["required"] == true,
            (string?)parameter["description"] ?? "",
            schema.ContainsKey("enum") || _words.ContainsKey(type.Name)
        );
    }

    private static IEnumerable<(int Status, JsonObject Schema)> AnswersOf(JsonObject operation) =>
        from answer in operation["responses"]!.AsObject()
        where answer.Key.StartsWith('2')
        let schema = answer.Value!["content"]?["application/json"]?["schema"]?.AsObject()
        where schema is not null
        select (int.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture), schema);

    private HashSet<string> Reachable(IEnumerable<string?> roots)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(roots.OfType<string>());
        while (open.TryDequeue(out var name))
        {
            if (found.Add(name))
            {
                foreach (var next in References(_schemas[name]))
                {
                    open.Enqueue(next);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject one when (string?)one["$ref"] is { } reference => [NameOf(reference)],
            JsonObject one => one.SelectMany(member => References(member.Value)),
            JsonArray several => several.SelectMany(References),
            _ => [],
        };
}
