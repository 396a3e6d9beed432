using System.Text.Json.Nodes;

namespace Community.SdkGenerator;

/// <summary>The generated part of sdk/dotnet: the contract and the names give its files, always the same.</summary>
public static class Generation
{
    private const string Folder = "sdk/dotnet/src/Generated";

    /// <summary>Each file with its path below the repository's root.</summary>
    /// <exception cref="InvalidOperationException">names.json and the contract do not fit; the message names the remedy.</exception>
    public static IReadOnlyDictionary<string, string> Files(string root)
    {
        var document = Read(root, "openapi/v1.json");
        var names = Read(root, "sdk/typescript/names.json");
        var contract = new Contract(document, names);
        var models = new ModelWriter(contract);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Folder}/Models.g.cs"] = models.Records(),
            [$"{Folder}/Words.g.cs"] = models.Words(),
            [$"{Folder}/CommunityJson.g.cs"] = models.JsonContext(),
            [$"{Folder}/Resources.g.cs"] = ResourceWriter.Resources(contract),
            [$"{Folder}/Queries.g.cs"] = ResourceWriter.Queries(contract),
            [$"{Folder}/Operations.g.cs"] = ResourceWriter.Operations(contract),
        };
    }

    /// <summary>The folder with Community.sln, above a folder inside of it.</summary>
    public static string RepositoryRoot(string inside)
    {
        var folder = new DirectoryInfo(inside);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{inside} is not inside the repository.");
        }

        return folder.FullName;
    }

    private static JsonObject Read(string root, string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(root, path)))!.AsObject();
}
