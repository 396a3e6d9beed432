using Community.Testing;

[assembly: AssemblyFixture(typeof(Community.Sdk.Tests.Npm))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Community.Sdk.Tests;

/// <summary>The folder sdk/typescript.</summary>
public sealed class Npm() : NpmFolder(new Version(20, 0), "sdk", "typescript")
{
    internal void RequireNode() => Assert.SkipWhen(TooOld is not null, TooOld ?? "");
}
