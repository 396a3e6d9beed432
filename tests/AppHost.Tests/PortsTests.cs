using System.Globalization;
using Community.AppHost.Processes;

namespace Community.AppHost.Tests;

/// <summary>Two fleets that start at the same moment do not get the same port.</summary>
public sealed class PortsTests
{
    [Fact]
    public void APortThatAnotherProcessHasIsNotGivenBeforeItListens()
    {
        var port = Enumerable.Range(32_001, 700).First(port => Ports.IsFree(port) && !File.Exists(Ports.ClaimOf(port)));
        var folder = Directory.CreateTempSubdirectory("community-ports-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "rabbitmq");
            File.WriteAllText(file, port.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(Path.GetDirectoryName(Ports.ClaimOf(port))!);
            using (new FileStream(Ports.ClaimOf(port), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                Ports.Kept(file).ShouldNotBe(port);
            }
        }
        finally
        {
            File.Delete(Ports.ClaimOf(port));
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void AServerKeepsItsPort()
    {
        var folder = Directory.CreateTempSubdirectory("community-ports-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "postgres");
            var port = Ports.Kept(file);
            Ports.Kept(file).ShouldBe(port);
            File.Exists(Ports.ClaimOf(port)).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
