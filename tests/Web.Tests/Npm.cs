using Community.Testing;

[assembly: AssemblyFixture(typeof(Community.Web.Tests.Npm))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Community.Web.Tests;

/// <summary>The folder web.</summary>
public sealed class Npm() : NpmFolder(new Version(20, 19), "web")
{
    internal void RequireNode() => Assert.SkipWhen(TooOld is not null, TooOld ?? "");
}
