using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Platform.Tests.Http;

/// <summary>The answers that libraries define for their own exceptions.</summary>
public sealed class ExceptionProblemTests
{
    public static TheoryData<string, int?> StatesOfPostgreSql =>
        new()
        {
            { PostgresErrorCodes.CharacterNotInRepertoire, 400 },
            { PostgresErrorCodes.UntranslatableCharacter, 400 },
            { PostgresErrorCodes.QueryCanceled, 503 },
            { PostgresErrorCodes.AdminShutdown, 503 },
            { PostgresErrorCodes.CannotConnectNow, 503 },
            // "could not write init file": a new connection while the server's disk is full
            { PostgresErrorCodes.InternalError, 503 },
            { PostgresErrorCodes.UniqueViolation, null },
        };

    [Theory, MemberData(nameof(StatesOfPostgreSql))]
    public void TheDatabaseAnswersForItsStates(string state, int? status) =>
        (
            new DatabaseProblems().For(new DbUpdateException("save", new PostgresException("text", "ERROR", "ERROR", state)))?.StatusCode
        ).ShouldBe(status);

    [Fact]
    public void AChangeThatMetAnotherIsAConflict() =>
        new DatabaseProblems().For(new DbUpdateConcurrencyException("two"))!.StatusCode.ShouldBe(409);

    [Theory]
    [InlineData(ObjectStoreFailure.TooLarge, 413)]
    [InlineData(ObjectStoreFailure.Full, 503)]
    [InlineData(ObjectStoreFailure.Unavailable, 503)]
    public void TheStoreAnswersForItsFailures(ObjectStoreFailure failure, int status) =>
        new StorageProblems().For(new ObjectStoreException(failure, "text"))!.StatusCode.ShouldBe(status);

    [Fact]
    public void AFileThatIsNoPictureIsABadRequest() =>
        new StorageProblems().For(new InvalidImageException("no picture"))!.StatusCode.ShouldBe(400);

    [Fact]
    public void NeitherAnswersForADefect()
    {
        IExceptionProblems[] libraries = [new DatabaseProblems(), new StorageProblems()];
        libraries.ShouldAllBe(library => library.For(new InvalidOperationException("a defect")) == null);
    }
}
