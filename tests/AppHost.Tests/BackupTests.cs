using System.Text.Json.Nodes;
using Community.AppHost.Backups;
using Community.AppHost.Commands;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>The rules of <c>backup</c> and <c>restore</c>; Fleet.Tests restores a whole fleet.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = RunningFleet.NewDataFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "--data", "x")]
    [InlineData("backup", "a", "b")]
    [InlineData("backup", "a", "--fresh")]
    [InlineData("backup", "a", "--data")]
    [InlineData("restore", "a", "--froth")]
    public void WrongOptionsAreRefusedWithTheUsage(string command, params string[] options) =>
        Should
            .Throw<UsageException>(() => BackupOptions.Parse(command, options))
            .Message.ShouldStartWith($"Usage: ./community {command} DIR [--data DIR]");

    [Fact]
    public void OptionsAreTaken() =>
        BackupOptions.Parse("restore", ["--fresh", "a", "--data=b"]).ShouldBe(new BackupOptions("a") { Data = "b", Fresh = true });

    [Fact]
    public async Task OnlyARunningFleetIsBackedUp()
    {
        var refusal = await Should.ThrowAsync<UsageException>(() =>
            BackupCommand.RunAsync(new BackupOptions(In("backup")) { Data = In("data") })
        );
        refusal.Message.ShouldContain("No fleet runs on");
        Directory.Exists(In("backup")).ShouldBeFalse();
    }

    [Fact]
    public async Task AFleetWithOtherServersIsNotBackedUp()
    {
        await using var fleet = await SmallFleet.StartAsync();
        (await DataFolder.RunningOnAsync(fleet.Data)).ShouldBe(fleet.Pid);
        var refusal = await Should.ThrowAsync<UsageException>(() =>
            BackupCommand.RunAsync(new BackupOptions(In("backup")) { Data = fleet.Data })
        );
        refusal.Message.ShouldContain("its own tools");
        await fleet.TerminateAsync();
        (await DataFolder.RunningOnAsync(fleet.Data)).ShouldBeNull();
        fleet.DeleteData();
    }

    [Fact]
    public async Task ABackupIsOfItsOwnerAndComplete()
    {
        Directory.CreateDirectory(In("storage/.incoming"));
        Directory.CreateDirectory(In("storage/identity/pictures"));
        await File.WriteAllTextAsync(In("storage/.incoming/half"), "half");
        await File.WriteAllTextAsync(In("storage/identity/pictures/one"), "one");
        var backup = BackupFolder.Create(In("backup"));
        (await backup.AddFolderAsync(In("storage"), "storage", except: ".incoming")).ShouldBe(1);
        (await backup.AddCopyAsync(In("storage/gone"), "storage/gone")).ShouldBeFalse();
        await Should.ThrowAsync<UsageException>(() => BackupFolder.OpenAsync(backup.Path));
        backup.Complete(DateTimeOffset.UnixEpoch, "15", [new GivenUp("one_error", 3)]);

        var (_, contents) = await BackupFolder.OpenAsync(backup.Path);
        contents.Files.Keys.ShouldBe(["storage/identity/pictures/one"]);
        contents.GivenUp.ShouldBe([new GivenUp("one_error", 3)]);
        foreach (
            var entry in new DirectoryInfo(backup.Path)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Append(new DirectoryInfo(backup.Path))
        )
        {
            (entry.UnixFileMode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).ShouldBe(
                UnixFileMode.None,
                entry.FullName
            );
        }

        Should.Throw<UsageException>(() => BackupFolder.Create(backup.Path)).Message.ShouldContain("is not empty");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFileThatIsChangedOrMissingIsFoundBeforeAnythingIsRestored(bool isMissing)
    {
        var backup = await SmallBackupAsync();
        if (isMissing)
        {
            File.Delete(backup["secrets/key"]);
        }
        else
        {
            await File.WriteAllTextAsync(backup["secrets/key"], "another");
        }

        var refusal = await Should.ThrowAsync<UsageException>(() =>
            RestoreCommand.RunAsync(new BackupOptions(backup.Path) { Data = In("data") })
        );
        refusal.Message.ShouldContain("secrets/key is missing or was changed");
        Directory.Exists(In("data")).ShouldBeFalse();
    }

    [Fact]
    public async Task AnotherFormatIsRefused()
    {
        var backup = await SmallBackupAsync();
        var contents = JsonNode.Parse(await File.ReadAllTextAsync(backup["backup.json"]))!;
        contents["format"] = 2;
        await File.WriteAllTextAsync(backup["backup.json"], contents.ToJsonString());
        (await Should.ThrowAsync<UsageException>(() => BackupFolder.OpenAsync(backup.Path))).Message.ShouldContain("has format 2");
    }

    [Fact]
    public async Task ADataFolderIsNotOverwrittenUnlessThatIsAskedFor()
    {
        var backup = await SmallBackupAsync();
        Directory.CreateDirectory(In("data"));
        await File.WriteAllTextAsync(In("data/lock"), "");
        await File.WriteAllTextAsync(In("data/mine"), "mine");
        (
            await Should.ThrowAsync<UsageException>(() => RestoreCommand.RunAsync(new BackupOptions(backup.Path) { Data = In("data") }))
        ).Message.ShouldContain("--fresh");
        File.Exists(In("data/mine")).ShouldBeTrue();
    }

    [Fact]
    public async Task AFolderThatIsHalfRestoredIsNotRunOn()
    {
        // The copy of PostgreSQL is missing, so the restore ends in the middle.
        var backup = await SmallBackupAsync();
        await Should.ThrowAsync<UsageException>(() => RestoreCommand.RunAsync(new BackupOptions(backup.Path) { Data = In("data") }));
        (await Should.ThrowAsync<UsageException>(() => DataFolder.TakeAsync(In("data"), fresh: false))).Message.ShouldContain(
            "did not end"
        );
        using var fresh = await DataFolder.TakeAsync(In("data"), fresh: true);
        File.Exists(In("data/secrets/key")).ShouldBeFalse();
    }

    [Fact]
    public async Task AHaltedProcessGoesOn()
    {
        using var guardian = new Guardian();
        await using var child = ChildProcess.Start(new LaunchSpec("sleep", "1000"), guardian, _ => { });
        await using (await HaltedProcess.HaltAsync(child.Pid))
        {
            ProcessTable.Find(child.Pid)!.Value.State.ShouldBe('T');
        }

        await Poll.UntilAsync(() => ProcessTable.Find(child.Pid) is { State: 'S' });
    }

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<BackupFolder> SmallBackupAsync()
    {
        var version = Path.GetFileName(Path.GetDirectoryName(Servers.PrivatePostgres.FindBinaries()!))!;
        var backup = BackupFolder.Create(In("backup"));
        await backup.AddTextAsync("secrets/key", "key");
        await backup.AddTextAsync("postgres/password", "password");
        await backup.AddTextAsync("rabbitmq/topology.json", "{}");
        backup.Complete(DateTimeOffset.UnixEpoch, version, []);
        return backup;
    }
}
