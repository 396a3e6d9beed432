using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Companion.Streaks;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Companion.Courses;

/// <summary>Working through a course: modules completed and taken back, quizzes answered.</summary>
internal static class LearningEndpoints
{
    public static void MapLearning(this IEndpointRouteBuilder api)
    {
        var course = api.MapGroup("/courses/{id:guid}").WithTags("Courses").RequireSignedIn();
        course.MapPost("/progress", ProgressAsync);
        course.MapPost("/modules/{module_id:guid}/quiz", AnswerAsync);
    }

    /// <summary>Marks a module of a course that the caller owns as completed, or as not completed.</summary>
    /// <remarks>
    /// Progress is counted by modules. When all are completed for the first time, with their quizzes passed and at a human pace, there is a
    /// certificate (<c>missing</c> lists the missing parts); it stays if a module is taken back, or added later. Repeating it changes
    /// nothing. If the caller does not own the course: 403 (<c>not_owned</c>).
    /// </remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="request">The module, and whether it is completed.</param>
    private static async Task<Results<Ok<ProgressView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ProgressAsync(
        Guid id,
        ProgressRequest request,
        ClaimsPrincipal caller,
        CourseRights courseRights,
        Actors actors,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var access = await courseRights.RequireAsync(id, caller);
        var isOwned = await courseRights.OwnsAsync(access, caller);
        return await db.InTransactionAsync<Results<Ok<ProgressView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            var me = await actors.RequireAsync(caller.UserId());
            if (!isOwned)
            {
                return CourseRights.NotOwned();
            }

            if (await db.HoldCourseAsync(id) is not { } course)
            {
                return CourseRights.NoSuchCourse();
            }

            if (course.Module(request.ModuleId) is not { } module)
            {
                return CourseRights.NoSuchModule();
            }

            var now = clock.GetKeptNow();
            var enrolment = await db.LockEnrolmentAsync(id, me.Id, now);
            var progress = enrolment.ProgressOf(module.Id);
            progress.CompletedAt = request.Completed ? progress.CompletedAt ?? now : null;
            enrolment.LastActiveAt = now;
            enrolment.CompleteIfDone(course, db, now);
            await db.SaveChangesAsync();
            if (request.Completed)
            {
                await db.MarkActiveAsync(me, now);
            }

            return TypedResults.Ok(ProgressView.Of(course, enrolment, now));
        });
    }

    /// <summary>Answers a module's quiz; the result has the right answers and the reasons.</summary>
    /// <remarks>
    /// All questions at once, in their order; as often as the caller likes. The caller must be allowed to read the module: the first one's
    /// quiz is open to all users. Owners of the course find their best score with the module.
    /// </remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="moduleId">The module's id.</param>
    /// <param name="request">The answers.</param>
    private static async Task<Results<Ok<QuizResult>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> AnswerAsync(
        Guid id,
        [FromRoute(Name = "module_id")] Guid moduleId,
        QuizAnswers request,
        ClaimsPrincipal caller,
        CourseRights courseRights,
        Actors actors,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var access = await courseRights.RequireAsync(id, caller);
        if (access.Course.Module(moduleId) is not { } module)
        {
            return CourseRights.NoSuchModule();
        }

        var isOwned = await courseRights.OwnsAsync(access, caller);
        if (!isOwned && !access.IsAuthor && !module.IsPreview)
        {
            return CourseRights.NotOwned();
        }

        var questions = module.Questions;
        if (questions.Count == 0)
        {
            return Problem.Conflict("This module has no quiz.", "no_quiz");
        }

        RequireAnswers(questions, request.Answers);
        var result = QuizResult.Of(questions, request.Answers);
        return isOwned ? await KeepAsync(id, moduleId, result, caller, actors, db, clock) : TypedResults.Ok(result);
    }

    private static Task<Results<Ok<QuizResult>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> KeepAsync(
        Guid id,
        Guid moduleId,
        QuizResult result,
        ClaimsPrincipal caller,
        Actors actors,
        CompanionDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<QuizResult>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var me = await actors.RequireAsync(caller.UserId());
            if (await db.HoldCourseAsync(id) is not { } course || course.Module(moduleId) is null)
            {
                return CourseRights.NoSuchModule();
            }

            var now = clock.GetKeptNow();
            var enrolment = await db.LockEnrolmentAsync(id, me.Id, now);
            enrolment.ProgressOf(moduleId).Answered(result.Score);
            enrolment.LastActiveAt = now;
            enrolment.CompleteIfDone(course, db, now);
            await db.SaveChangesAsync();
            return TypedResults.Ok(result);
        });

    private static void RequireAnswers(IReadOnlyList<Question> questions, IReadOnlyList<int> answers)
    {
        if (answers.Count != questions.Count)
        {
            throw Problem
                .Invalid("answers", FaultCode.Incomplete, $"must have one answer for each of the {questions.Count} questions")
                .ToException();
        }

        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i] < 0 || answers[i] >= questions[i].Options.Count)
            {
                throw Problem
                    .Invalid($"answers[{i}]", FaultCode.NotAnOption, $"must be 0 to {questions[i].Options.Count - 1}")
                    .ToException();
            }
        }
    }
}

/// <summary>A change of the progress in a module.</summary>
/// <param name="ModuleId">The module.</param>
/// <param name="Completed">true: completed; false: not, or not any more.</param>
internal sealed record ProgressRequest(Guid ModuleId, bool Completed) : IHasExample<ProgressRequest>
{
    public static ProgressRequest Example => new(Guid.Parse("0198d000-0002-7000-8000-000000000001"), Completed: true);
}

/// <summary>Answers to a quiz.</summary>
/// <param name="Answers">For each question, in order, the option: from 0.</param>
internal sealed record QuizAnswers([Length(1, CourseRules.MostQuestions)] IReadOnlyList<int> Answers) : IHasExample<QuizAnswers>
{
    public static QuizAnswers Example => new([1, 3, 0]);
}

/// <summary>The result of a quiz.</summary>
/// <param name="Score">How many answers were right.</param>
/// <param name="Total">How many questions there are.</param>
/// <param name="Questions">Each question with its right answer.</param>
internal sealed record QuizResult(int Score, int Total, IReadOnlyList<AnsweredQuestion> Questions) : IHasExample<QuizResult>
{
    public static QuizResult Example => new(0, 1, [AnsweredQuestion.Example]);

    public static QuizResult Of(IReadOnlyList<Question> questions, IReadOnlyList<int> answers)
    {
        var answered = questions
            .Select(
                (question, i) =>
                    new AnsweredQuestion(question.Text, answers[i], question.Answer, answers[i] == question.Answer, question.Explanation)
            )
            .ToList();
        return new(answered.Count(question => question.IsRight), answered.Count, answered);
    }
}

/// <summary>A question with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The given answer: the option, from 0.</param>
/// <param name="RightAnswer">The right answer: the option, from 0.</param>
/// <param name="IsRight">Whether they are the same.</param>
/// <param name="Explanation">Why it is right.</param>
internal sealed record AnsweredQuestion(string Question, int Answer, int RightAnswer, bool IsRight, string Explanation)
    : IHasExample<AnsweredQuestion>
{
    public static AnsweredQuestion Example =>
        new("What is the one job of an opening?", 0, 1, IsRight: false, "Everything else comes later.");
}
