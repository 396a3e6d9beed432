using System.Diagnostics;

namespace Community.Sdk.Tests.Dotnet;

/// <summary>
/// The packed SDK for .NET, and programs that use it as a package: from a folder as the only source, with the packages that this
/// machine has.
/// </summary>
internal sealed class PackedSdk : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("community-sdk-");

    public static string Root { get; } = RepositoryRoot();

    /// <summary>Packs the SDK.</summary>
    public static async Task<PackedSdk> PackAsync()
    {
        var sdk = new PackedSdk();
        var feed = sdk._folder.CreateSubdirectory("feed").FullName;
        await RunAsync(Root, "dotnet", ["pack", "sdk/dotnet/src", "-c", "Release", "-o", feed, "-v", "quiet", "-nologo", "-m:1"]);
        Directory.GetFiles(feed, "*.nupkg").ShouldHaveSingleItem();
        return sdk;
    }

    /// <summary>Builds and runs a program that has nothing but the package; returns its output.</summary>
    public async Task<string> RunProgramAsync(string code)
    {
        var program = await WriteProgramAsync(code);
        await BuildAsync(program, "build", $"-p:RestoreSources={Path.Combine(_folder.FullName, "feed")}");
        return await RunAsync(program, "dotnet", [Path.Combine(program, "bin", "Debug", "net10.0", "Program.dll")]);
    }

    /// <summary>
    /// Compiles it ahead of time, without a warning of trimming, and runs it. The compiler is a package; it links with the C compiler of
    /// the machine, and zlib.
    /// </summary>
    public async Task<string> RunNativeProgramAsync(string code)
    {
        var program = await WriteProgramAsync(code);
        var output = Path.Combine(program, "native");
        var built = await BuildAsync(
            program,
            "publish",
            $"-p:RestoreAdditionalProjectSources={Path.Combine(_folder.FullName, "feed")}",
            "-p:PublishAot=true",
            "-p:TrimmerSingleWarn=false",
            "-r",
            "linux-x64",
            "-o",
            output
        );
        built.ShouldNotContain("warning IL");
        File.Exists(Path.Combine(output, "Program.dll")).ShouldBeFalse();
        return await RunAsync(program, Path.Combine(output, "Program"), []);
    }

    private async Task<string> WriteProgramAsync(string code)
    {
        var program = _folder.CreateSubdirectory("program").FullName;
        await File.WriteAllTextAsync(Path.Combine(program, "Program.cs"), code);
        await File.WriteAllTextAsync(
            Path.Combine(program, "Program.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <JsonSerializerIsReflectionEnabledByDefault>false</JsonSerializerIsReflectionEnabledByDefault>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Community.Sdk" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """
        );
        return program;
    }

    private Task<string> BuildAsync(string program, string command, params IEnumerable<string> options)
    {
        // A folder of its own keeps this package out of the machine's, which has the SDK's dependencies.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return RunAsync(
            program,
            "dotnet",
            [
                command,
                "-v",
                "quiet",
                "-nologo",
                "-m:1",
                $"-p:RestorePackagesPath={Path.Combine(_folder.FullName, "packages")}",
                $"-p:RestoreFallbackFolders={packages}",
                "-p:NuGetAudit=false",
                .. options,
            ]
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(string folder, string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var end = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.HasExited.ShouldBeTrue();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}{await errors}");
        return await output;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
