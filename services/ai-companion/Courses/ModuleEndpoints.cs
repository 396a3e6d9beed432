using System.Security.Claims;
using Community.Companion.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Companion.Courses;

/// <summary>Administrators' work on the modules of a course.</summary>
internal static class ModuleEndpoints
{
    public static void MapModuleAuthoring(this IEndpointRouteBuilder api)
    {
        var modules = api.MapGroup("/courses/{id:guid}/modules").WithTags("Course authoring").RequireAdmin();
        modules.MapPost("/", AddAsync).RecordsAct(StaffActs.ModuleAdded).Idempotent();
        modules.MapPut("/order", ArrangeAsync).RecordsAct(StaffActs.ModulesArranged);
        modules.MapPatch("/{module_id:guid}", ChangeAsync).RecordsAct(StaffActs.ModuleChanged);
        modules.MapDelete("/{module_id:guid}", RemoveAsync).RecordsAct(StaffActs.ModuleRemoved);
    }

    /// <summary>Adds a module at the end of a course.</summary>
    /// <remarks>Certificates of a published course stay valid; the progress of their owners is counted with the new module.</remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="draft">The module.</param>
    private static async Task<Results<Ok<CourseSource>, BadRequestProblem, NotFoundProblem, ConflictProblem>> AddAsync(
        Guid id,
        ModuleDraft draft,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    )
    {
        return await db.EditAsync(
            new(caller.UserId(), StaffActs.ModuleAdded),
            id,
            seen: null,
            clock,
            (course, now) =>
            {
                if (course.Modules.Count >= CourseRules.MostModules)
                {
                    throw Problem
                        .Conflict($"A course can have at most {CourseRules.MostModules} modules. Delete one first.", "too_many_modules")
                        .ToException();
                }

                course.Insert(draft.ToModule(id, now), place: null);
            }
        );
    }

    /// <summary>Puts the modules of a course into another order. The first is the free preview.</summary>
    /// <param name="id">The course's id.</param>
    /// <param name="order">All of its modules, each once.</param>
    private static async Task<Results<Ok<CourseSource>, BadRequestProblem, NotFoundProblem, ConflictProblem>> ArrangeAsync(
        Guid id,
        ModuleOrder order,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        await db.EditAsync(
            new(caller.UserId(), StaffActs.ModulesArranged),
            id,
            order.Version,
            clock,
            (course, _) =>
            {
                if (
                    order.ModuleIds.Count != course.Modules.Count
                    || !order.ModuleIds.ToHashSet().SetEquals(course.Modules.Select(module => module.Id))
                )
                {
                    throw Problem
                        .Invalid("module_ids", FaultCode.Incomplete, "must list every module of the course exactly once")
                        .ToException();
                }

                Course.Arrange([.. order.ModuleIds.Select(module => course.Module(module)!)]);
            }
        );

    /// <summary>Changes a module.</summary>
    /// <remarks>A merge patch, as for the course. Earlier completions and answers still count.</remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="moduleId">The module's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<CourseSource>, BadRequestProblem, NotFoundProblem, ConflictProblem>> ChangeAsync(
        Guid id,
        [FromRoute(Name = "module_id")] Guid moduleId,
        ModuleChanges changes,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        await db.EditAsync(
            new(caller.UserId(), StaffActs.ModuleChanged),
            id,
            changes.Version.IsSet ? changes.Version.Value : null,
            clock,
            (course, _) => changes.ApplyTo(course.Module(moduleId) ?? throw CourseRights.NoSuchModule().ToException())
        );

    /// <summary>Removes a module, with the progress of all people in it.</summary>
    /// <remarks>
    /// If a person has completed all the others, their course is now complete. The last module of a published course stays (409,
    /// <c>last_module</c>).
    /// </remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="moduleId">The module's id.</param>
    private static async Task<Results<Ok<CourseSource>, NotFoundProblem, ConflictProblem>> RemoveAsync(
        Guid id,
        [FromRoute(Name = "module_id")] Guid moduleId,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        TypedResults.Ok(
            CourseSource.Of(
                await db.ChangeCourseAsync(
                    new(caller.UserId(), StaffActs.ModuleRemoved),
                    id,
                    seen: null,
                    clock,
                    async (course, now) =>
                    {
                        var module = course.Module(moduleId) ?? throw CourseRights.NoSuchModule().ToException();
                        if (course is { IsPublished: true, Modules.Count: 1 })
                        {
                            throw Problem
                                .Conflict(
                                    "A published course needs at least one module. Add another one first, or unpublish the course.",
                                    "last_module"
                                )
                                .ToException();
                        }

                        (course.IsEdited, course.Version, course.UpdatedAt) = (true, course.Version + 1, now);
                        await db.RemoveModulesAsync(course, [module], now);
                    }
                )
            )
        );
}
