using System.Text;

namespace Community.SdkGenerator;

/// <summary>Writes the methods: a class for each resource, a record for each query, and the table of operations.</summary>
internal static class ResourceWriter
{
    private const string Usings = """
        using Community.Sdk.Models;
        using Community.Sdk.Transport;

        namespace Community.Sdk;

        """;

    public static string Resources(Contract contract)
    {
        var code = new StringBuilder(Text.Header).Append(Usings);
        var groups = contract.Methods.GroupBy(method => method.Resource, StringComparer.Ordinal).ToList();
        code.Append("\npublic sealed partial class CommunityClient\n{\n");
        foreach (var group in groups)
        {
            var (name, type) = (Text.Pascal(group.Key), group.First().Class);
            code.Append($"    /// <summary>The operations <c>{group.Key}</c>.</summary>\n");
            code.Append($"    public {type} {name} => field ??= new(Api);\n\n");
        }

        code.Length--;
        code.Append("}\n");
        foreach (var group in groups)
        {
            var type = group.First().Class;
            code.Append($"\n/// <summary>The operations <c>{group.Key}</c>.</summary>\npublic sealed partial class {type}\n{{\n");
            code.Append($"    private readonly ApiConnection _api;\n\n    internal {type}(ApiConnection api) => _api = api;\n");
            foreach (var method in group)
            {
                code.Append('\n');
                WriteMethod(code, contract, method);
            }

            code.Append("}\n");
        }

        return code.ToString();
    }

    public static string Queries(Contract contract)
    {
        var code = new StringBuilder(Text.Header).Append(Usings);
        foreach (var method in contract.Methods.Where(method => method.Query.Count > 0))
        {
            code.Append(
                $"\n/// <summary>The query of <c>{method.Resource}.{method.Name}</c>: members that are null are left out.</summary>\n"
            );
            code.Append($"public sealed record {method.QueryType}\n{{\n");
            foreach (var parameter in method.Query)
            {
                code.Comment(4, "summary", parameter.Description.Length > 0 ? parameter.Description : parameter.Wire);
                code.Append(
                    parameter.IsRequired
                        ? $"    public required {parameter.Type.Name} {parameter.Name} {{ get; init; }}\n\n"
                        : $"    public {parameter.Type.OrNull} {parameter.Name} {{ get; init; }}\n\n"
                );
            }

            code.Append("    internal Query ToQuery() =>\n        new Query()");
            foreach (var parameter in method.Query)
            {
                var value = parameter.IsWord
                    ? parameter.IsRequired
                        ? $"{parameter.Name}.Value"
                        : $"{parameter.Name}?.Value"
                    : parameter.Name;
                code.Append($"\n            .Add(\"{parameter.Wire}\", {value})");
            }

            code.Append(";\n}\n");
        }

        return code.ToString();
    }

    public static string Operations(Contract contract)
    {
        var code = new StringBuilder(Text.Header);
        code.Append(
            """
            using System.Text.Json;
            using Community.Sdk.Models;
            using Community.Sdk.Transport;

            namespace Community.Sdk;

            /// <summary>Every operation of the API, with the type of its answer.</summary>
            public static class Operations
            {

            """
        );
        foreach (var method in contract.Methods)
        {
            var path = method.PathParameters.Aggregate(
                method.Path,
                (path, parameter) => path.Replace($"{{{parameter.Wire}}}", "{}", StringComparison.Ordinal)
            );
            var facts = new StringBuilder();
            facts.Append(method.TakesKey ? ", TakesKey = true" : "");
            facts.Append(method.TakesClientId ? ", TakesClientId = true" : "");
            facts.Append(method.IsOpen ? ", IsOpen = true" : "");
            var init = facts.Length > 0 ? $" {{ {facts.ToString()[2..]} }}" : "";
            var start = $"\"{method.Resource}.{method.Name}\", \"{method.Verb}\", \"{path}\"";
            code.Append($"    /// <summary><c>{method.Verb} {method.Path}</c></summary>\n");
            var (type, arguments) = method.Answers switch
            {
                [] => (method.IsDownload ? "Operation<Download>" : "Operation", method.IsDownload ? ", Answer.File" : ""),
                [var (status, answer)] => (
                    $"Operation<{answer.Name}>",
                    $", Answer.Json({status}, static () => CommunityJson.Default.{Metadata(answer)})"
                ),
                _ => (
                    $"Operation<{method.Answer}>",
                    ", Answer.Either("
                        + string.Join(
                            ", ",
                            method.Answers.Select(one => $"{one.Status}, static () => CommunityJson.Default.{Metadata(one.Type)}")
                        )
                        + ")"
                ),
            };
            code.Append($"    public static {type} {method.Token} {{ get; }} =\n        new({start}{arguments}){init};\n\n");
        }

        code.Append("    /// <summary>All of them.</summary>\n    public static IReadOnlyList<Operation> All { get; } =\n    [\n");
        code.Append(string.Concat(contract.Methods.Select(method => $"        {method.Token},\n")));
        return code.Append("    ];\n}\n").ToString();
    }

    private static string Metadata(CsType type) =>
        type.Name.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);

    private static void WriteMethod(StringBuilder code, Contract contract, Method method)
    {
        code.Comment(4, "summary", method.Summary);
        code.Comment(4, "remarks", $"{method.Description}{(method.Description.Length > 0 ? " " : "")}{method.Verb} {method.Path}");
        foreach (var parameter in method.PathParameters)
        {
            code.Comment(
                4,
                "param",
                parameter.Description.Length > 0 ? parameter.Description : parameter.Name,
                $" name=\"{parameter.Name}\""
            );
        }

        var parameters = method.PathParameters.Select(parameter => $"{parameter.Type.Name} {parameter.Name}").ToList();
        var hasOptionalQuery = method.Query.Count > 0 && method.Query.All(parameter => !parameter.IsRequired);
        if (method.IsUpload)
        {
            parameters.Add("UploadContent file");
            code.Comment(4, "param", "The file", " name=\"file\"");
        }
        else if (method.Body is not null)
        {
            parameters.Add(method.IsBodyOptional ? $"{method.Body}? body = null" : $"{method.Body} body");
            code.Comment(4, "param", "The body", " name=\"body\"");
        }

        if (method.Query.Count > 0)
        {
            parameters.Add(hasOptionalQuery ? $"{method.QueryType}? query = null" : $"{method.QueryType} query");
            code.Comment(4, "param", "The query", " name=\"query\"");
        }

        code.Comment(4, "param", "Options of this call", " name=\"options\"");
        parameters.Add($"{(method.IsUpload ? "UploadOptions" : "CallOptions")}? options = null");
        var path = $"[{string.Join(", ", method.PathParameters.Select(parameter => $"ApiPath.Segment({parameter.Name})"))}]";
        var query =
            method.Query.Count == 0 ? "null"
            : hasOptionalQuery ? "query?.ToQuery()"
            : "query.ToQuery()";
        var operation = $"Operations.{method.Token}";
        if (method.Paging != Paging.None)
        {
            code.Signature($"public Pages<{method.Item!.Name}, {method.Answer}> {Text.Pascal(method.Name)}", parameters, " =>");
            code.Append(
                $"        new(_api, {operation}, {path}, {query}, PagingKind.{method.Paging}, {PageFacts(contract, method)}, options);\n"
            );
            return;
        }

        code.Comment(4, "param", "Ends the call and its retries", " name=\"cancellationToken\"");
        parameters.Add("CancellationToken cancellationToken = default");
        var body = BodyOf(method);
        var (answer, send) = method switch
        {
            { GivesTokens: true } => (
                $"Task<{method.Answer}>",
                $"SendAsync({operation}, {path}, {query}, {body}, static answer => {Grant(contract, method)}"
            ),
            { EndsSession: true, Answer: "" } => ("Task", $"EndSessionAsync({operation}, {path}, {query}, {body}"),
            { IsDownload: true } => ("Task<Download>", $"DownloadAsync({operation}, {path}, {query}"),
            { Answer: "" } => ("Task", $"SendAsync({operation}, {path}, {query}, {body}"),
            _ => ($"Task<{method.Answer}>", $"SendAsync({operation}, {path}, {query}, {body}"),
        };
        code.Signature($"public {answer} {Text.Pascal(method.Name)}Async", parameters, " =>");
        if (method is { IsUpload: true, Path: "/attachments" })
        {
            // By hand (Attachments/AttachmentsResource.Parts.cs): a large file is uploaded in parts.
            code.Append("        UploadFileAsync(file, query, options, cancellationToken);\n");
            return;
        }

        code.Append($"        _api.{send}, options, cancellationToken);\n");
    }

    private static string BodyOf(Method method)
    {
        if (method.IsUpload)
        {
            return "RequestBody.File(file)";
        }

        if (method.Body is null)
        {
            return "null";
        }

        var metadata = $"CommunityJson.Default.{method.Body}";
        var value = method.TakesClientId ? "body with { ClientId = body.ClientId ?? Ids.New() }" : "body";
        return method.IsBodyOptional ? $"RequestBody.JsonOrNull({value}, {metadata})" : $"RequestBody.Json({value}, {metadata})";
    }

    private static string PageFacts(Contract contract, Method method)
    {
        var members = contract.Members(method.AnswerSchema!);
        var items = members.ContainsKey("items") ? "Items" : "Entries";
        var next =
            members.ContainsKey("next_cursor") ? "page.NextCursor"
            : members.ContainsKey("next_after_seq") ? "Query.Text(page.NextAfterSeq)"
            : "null";
        var number = members.ContainsKey("page") && members.ContainsKey("pages") ? ", page.Page, page.Pages" : "";
        return $"static page => new(page.{items}, {next}{number})";
    }

    private static string Grant(Contract contract, Method method)
    {
        var members = contract.Members(method.AnswerSchema!);
        string Or(string wire, string code) => members.ContainsKey(wire) ? code : "null";
        return "new(answer.AccessToken, "
            + $"{Or("refresh_token", "answer.RefreshToken")}, {Or("expires_in", "answer.ExpiresIn")}, {Or("user", "answer.User.Id")})";
    }
}
