using Community.SdkGenerator;

// Writes src/Generated from openapi/v1.json and the TypeScript SDK's names.json: ./community docs, or dotnet run --project
// sdk/dotnet/generator.
var root = args is [var folder] ? folder : Generation.RepositoryRoot(AppContext.BaseDirectory);
foreach (var (path, text) in Generation.Files(root))
{
    var file = Path.Combine(root, path);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    if (!File.Exists(file) || await File.ReadAllTextAsync(file) != text)
    {
        await File.WriteAllTextAsync(file, text);
        Console.WriteLine($"wrote {path}");
    }
}
