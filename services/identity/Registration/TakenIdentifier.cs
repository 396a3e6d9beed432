using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Identity.Registration;

/// <summary>Turns violations of the database's unique indexes into a problem. The indexes decide whether an identifier is taken.</summary>
internal static class TakenIdentifier
{
    /// <exception cref="ProblemException">409, naming the field.</exception>
    public static async Task ThrowIfTakenAsync(Func<Task> save)
    {
        try
        {
            await save();
        }
        catch (DbUpdateException exception) when (FieldOf(exception) is { } field)
        {
            throw ProblemFor(field).ToException();
        }
    }

    /// <summary>The answer for a field that is <c>username</c>, <c>email</c> or <c>phone</c>.</summary>
    public static ConflictProblem ProblemFor(string field)
    {
        var name = field switch
        {
            "email" => "mail address",
            "phone" => "phone number",
            _ => field,
        };
        return Problem.Conflict($"This {name} is already taken. Choose another one, or log in.", $"{field}_taken").With("field", field);
    }

    private static string? FieldOf(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation
            ? violation.ConstraintName switch
            {
                "users_username_key_key" => "username",
                "users_email_key_key" => "email",
                "users_phone_key" => "phone",
                _ => null,
            }
            : null;
}
